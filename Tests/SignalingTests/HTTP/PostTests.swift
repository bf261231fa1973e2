// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Signaling

@Suite("WHIP and WHEP: POST")
struct PostTests {
    @Test(arguments: [
        "application/sdp", "Application/SDP", "application/sdp; charset=utf-8", " application/sdp ;q=1",
    ])
    func `W9 the media type is compared without case and parameters`(type: String) async throws {
        let relay = try Relay()
        #expect(try await relay.post("/whip/r", [.contentType: type]).status == .created)
    }

    @Test(arguments: [
        "application/json", "text/plain", "application/sdpx", "application/trickle-ice-sdpfrag", "", ";",
    ])
    func `W9 another media type is 415, and says what is taken`(type: String) async throws {
        let relay = try Relay()
        let response = try await relay.request(.post, "/whip/r", [.contentType: type], body: Relay.offer)
        #expect(response.status == .unsupportedMediaType)
        #expect(response.headers[.acceptPost] == "application/sdp")
        #expect(try await relay.request(.post, "/whip/r", body: Relay.offer).status == .unsupportedMediaType)
        #expect(relay.plane.calls.isEmpty)
    }

    @Test func `W9 a body of 64 KiB is taken and one byte more is 413`() async throws {
        let relay = try Relay()
        let full = String(repeating: "v", count: 65_536)
        #expect(try await relay.post("/whip/r", body: full).status == .created)
        let over = try await relay.post("/whip/r", body: full + "v")
        #expect(over.status == .contentTooLarge)
        #expect(try over.problem() == "too-large")
        #expect(relay.plane.calls.count == 1)
    }

    @Test func `W9 what can't be parsed is 400, and what can't be used 422 with the reason`() async throws {
        let relay = try Relay()
        relay.plane.script { $0.publish = .fail(.malformed("Line 3 is no SDP line.")) }
        let malformed = try await relay.post("/whip/r")
        #expect(malformed.status == .badRequest)
        #expect(try malformed.problem() == "malformed")
        #expect(malformed.text.contains("Line 3 is no SDP line."))

        relay.plane.script { $0.publish = .fail(.unusable("The offer has two video sections.")) }
        let unusable = try await relay.post("/whip/r")
        #expect(unusable.status == .unprocessableContent)
        #expect(try unusable.problem() == "unusable")
        #expect(unusable.text.contains("two video sections"))
        #expect(await relay.control.rooms().isEmpty)
    }

    @Test func `W10 201 has the SDP media type, a strong quoted tag and an unguessable absolute path`()
        async throws
    {
        let relay = try Relay { $0.publishToken = "token-of-the-publisher" }
        let fields: HTTPFields = [.authorization: "Bearer token-of-the-publisher"]
        var ids: Set<String> = []
        for number in 0..<50 {
            let response = try await relay.post("/whip/r/b\(number)", fields)
            #expect(response.status == .created)
            #expect(response.headers[.contentType] == "application/sdp")
            #expect(response.text.hasPrefix("v=0\r\n"))
            let tag = try #require(response.headers[.eTag])
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count > 2)
            let location = try #require(response.headers[.location])
            #expect(location.hasPrefix("/sessions/") && !location.contains("?") && !location.contains("#"))
            let id = String(location.dropFirst("/sessions/".count))
            // 33 digits of six bits (four in each eleventh) hold 192 bits.
            #expect(id.utf8.count == 33 && Name.isValid(id))
            #expect(!location.contains("token-of-the-publisher"))
            ids.insert(id)
        }
        #expect(ids.count == 50)
    }

    @Test func `W11 Location doesn't depend on the host and scheme that the client used`() async throws {
        let relay = try Relay()
        let fields: HTTPFields = [
            try #require(HTTPField.Name("X-Forwarded-Proto")): "https",
            try #require(HTTPField.Name("X-Forwarded-Host")): "evil.example",
            try #require(HTTPField.Name("Forwarded")): "host=evil.example;proto=https",
        ]
        for path in ["/whip/r/b", "http://evil.example/whip/r/b", "/whip/r/b?token=x#y"] {
            let response = try await relay.post(path, fields)
            #expect(response.status == .created)
            #expect(response.headers[.location]?.hasPrefix("/sessions/") == true)
            #expect(response.headers[.location]?.contains("evil") == false)
        }
    }

    @Test func `W12 there is one Link line for each ICE server, spelled so that simple parsers can read it`()
        async throws
    {
        let relay = try Relay {
            $0.iceServers = [
                ICEServer(url: "stun:stun.example:3478"),
                ICEServer(
                    url: "turn:turn.example:3478?transport=udp", username: "1700:user", credential: "c/+="),
            ]
        }
        try await relay.goLive("/whip/r/b")
        for path in ["/whip/r/c", "/whep/r/b"] {
            let response = try await relay.post(path)
            #expect(
                response.headers[values: .link] == [
                    #"<stun:stun.example:3478>; rel="ice-server""#,
                    #"<turn:turn.example:3478?transport=udp>; rel="ice-server"; username="1700:user"; "#
                        + #"credential="c/+="; credential-type="password""#,
                ]
            )
        }
    }

    @Test(arguments: ["/whip/r/b", "/whep/r/live"])
    func `W13 the media plane's answer reaches the client byte for byte`(path: String) async throws {
        let relay = try Relay()
        try await relay.goLive("/whip/r/live")
        let response = try await relay.post(path)
        #expect(response.text == "v=0\r\ns=answer\r\n")
        #expect(response.headers[.contentLength] == "\(response.body.readableBytes)")
    }

    @Test(arguments: ["actpass", "passive", "active"])
    func `W14 an offer of any DTLS role reaches the media plane unchanged`(setup: String) async throws {
        let relay = try Relay()
        let offer = Relay.offer + "a=setup:\(setup)\r\n"
        #expect(try await relay.post("/whip/r/b", body: offer).status == .created)
        #expect(relay.plane.calls == [.publish(BroadcastID(room: "r", name: "b"), offer: offer)])
    }

    @Test func `W15 an offer without candidates is answered, and needs no PATCH to connect`() async throws {
        let relay = try Relay()
        let publisher = try await relay.goLive("/whip/r/b")
        #expect(await relay.control.session(publisher.id)?.phase == .connected)
        #expect(try await relay.post("/whep/r/b").status == .created)
    }

    @Test(arguments: ["/whep/r/b", "/whep/r"])
    func `W16 what is not live is 409 with Retry-After by default`(path: String) async throws {
        let relay = try Relay()
        let publisher = try await relay.open("/whip/r/b")
        for _ in 0..<2 {
            let response = try await relay.post(path)
            #expect(response.status == .conflict)
            #expect(try response.problem() == "not-live")
            #expect(response.headers[.retryAfter] == "2")
            relay.plane.connect(publisher.id)
            await relay.settle()
        }
        relay.plane.goLive(publisher.id)
        await relay.settle()
        #expect(try await relay.post(path).status == .created)
    }

    @Test(arguments: ["/whep/r/b", "/whep/r"])
    func `W16 the waiting policy holds the POST until the broadcast is live`(path: String) async throws {
        let relay = try Relay { $0.notLive = .wait(.seconds(30)) }
        async let response = relay.post(path)
        await eventually { await relay.control.waitingCount == 1 }
        try await relay.goLive("/whip/r/b")
        #expect(try await response.status == .created)
        #expect(await relay.control.waitingCount == 0)
    }

    @Test func `W16 the wait is bounded, and ends when the relay drains`() async throws {
        let impatient = try Relay { $0.notLive = .wait(.milliseconds(1)) }
        let late = try await impatient.post("/whep/r/b")
        #expect(late.status == .conflict)
        #expect(await impatient.control.waitingCount == 0)

        let relay = try Relay { $0.notLive = .wait(.seconds(30)) }
        async let held = relay.post("/whep/r/b")
        await eventually { await relay.control.waitingCount == 1 }
        await relay.control.drain()
        #expect(try await held.status == .serviceUnavailable)
    }

    @Test func `W17 an offer with a direction or sections that don't fit is handled or 422, never 500`()
        async throws
    {
        let relay = try Relay()
        try await relay.goLive("/whip/r/b")
        let offer = Relay.offer + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendrecv\r\n"
        #expect(try await relay.post("/whep/r/b", body: offer).status == .created)
        relay.plane.script { $0.subscribe = .fail(.unusable("A viewer's sections must receive.")) }
        let refused = try await relay.post("/whep/r/b", body: offer)
        #expect(refused.status == .unprocessableContent)
        #expect(try refused.problem() == "unusable")
    }

    @Test
    func `W18 a counter-offer is 406 with an offer and a session, which PATCH with an answer completes`()
        async throws
    {
        let relay = try Relay()
        try await relay.goLive("/whip/r/b")
        relay.plane.script { $0.subscribe = .counterOffer }
        let response = try await relay.post("/whep/r/b")
        #expect(response.status == .notAcceptable)
        #expect(response.headers[.contentType] == "application/sdp")
        #expect(response.text == "v=0\r\ns=counter\r\n")
        #expect(response.headers[.eTag] != nil)
        let path = try #require(response.headers[.location])
        let sdp: HTTPFields = [.contentType: "application/sdp"]

        relay.plane.script { $0.answer = .unusable("The answer takes nothing.") }
        #expect(try await relay.request(.patch, path, sdp, body: "v=0").status == .unprocessableContent)
        relay.plane.script { $0.answer = nil }
        #expect(try await relay.request(.patch, path, sdp, body: "v=0").status == .noContent)
        #expect(relay.plane.calls.last == .acceptCounterOffer(answer: "v=0"))
        #expect(try await relay.request(.patch, path, sdp, body: "v=0").status == .unsupportedMediaType)
    }

    @Test func `W18 a counter-offer expires after thirty seconds`() async throws {
        let relay = try Relay()
        try await relay.goLive("/whip/r/b")
        relay.plane.script { $0.subscribe = .counterOffer }
        let path = try #require(try await relay.post("/whep/r/b").headers[.location])
        relay.clock.advance(.seconds(29))
        await relay.control.expire()
        #expect(try await relay.request(.get, path).status == .ok)
        relay.clock.advance(.seconds(1))
        await relay.control.expire()
        let sdp: HTTPFields = [.contentType: "application/sdp"]
        #expect(try await relay.request(.patch, path, sdp, body: "v=0").status == .notFound)
        #expect(relay.plane.sessions.count == 1)
    }

    @Test(arguments: [
        ("application/problem+json", false), ("application/json, application/problem+json;q=0.5", false),
        ("application/sdp, application/problem+json", true), ("application/sdp", true), ("*/*", true),
        ("", true),
    ])
    func `W18 a client that wants problem documents gets 422 with the reason instead`(
        accept: String,
        takesCounterOffer: Bool
    ) async throws {
        let relay = try Relay()
        try await relay.goLive("/whip/r/b")
        relay.plane.script { $0.subscribe = .counterOffer }
        let response = try await relay.post("/whep/r/b", [.accept: accept])
        #expect(response.status == (takesCounterOffer ? .notAcceptable : .unprocessableContent))
        if !takesCounterOffer {
            #expect(try response.problem() == "unusable")
            #expect(response.text.contains("VP9"))
        }
    }

    @Test func `W19 by default a second publisher takes over once it connects`() async throws {
        let relay = try Relay()
        let first = try await relay.goLive("/whip/r/b")
        let second = try await relay.open("/whip/r/b")
        #expect(await relay.control.session(first.id)?.phase == .connected)
        relay.plane.connect(second.id)
        await relay.settle()
        #expect(await relay.control.session(first.id) == nil)
        #expect(await relay.control.session(second.id)?.phase == .connected)
        #expect(try await relay.post("/whep/r/b").status == .created)
        #expect(try await relay.request(.delete, first.path).status == .notFound)
    }

    @Test func `W19 with the policy reject a second publisher is 409 until the first has gone`() async throws
    {
        let relay = try Relay { $0.duplicatePublisher = .reject }
        let first = try await relay.goLive("/whip/r/b")
        let second = try await relay.post("/whip/r/b")
        #expect(second.status == .conflict)
        #expect(try second.problem() == "already-publishing")
        #expect(try await relay.post("/whip/r/c").status == .created)
        relay.plane.end(first.id, .iceFailed)
        await relay.settle()
        #expect(try await relay.post("/whip/r/b").status == .created)
    }

    @Test func `a room's viewer gets the live broadcasts in the order in which they went live`() async throws
    {
        let relay = try Relay()
        for name in ["z", "a", "m"] {
            try await relay.goLive("/whip/r/\(name)")
        }
        try await relay.goLive("/whip/other/x")
        _ = try await relay.open("/whip/r/silent")
        try await relay.watch("/whep/r")
        let expected = ["z", "a", "m"].map { BroadcastID(room: "r", name: $0) }
        #expect(relay.plane.calls.last == .subscribe(expected, offer: Relay.offer, allowCounterOffer: true))
    }

    @Test func `a room's default broadcast has a name of its own`() async throws {
        let relay = try Relay()
        try await relay.goLive("/whip/r")
        #expect(try await relay.post("/whep/r/main").status == .created)
    }

    @Test func `a full relay is 503, and sessions that connect make room`() async throws {
        let relay = try Relay {
            $0.maximumSessions = 3
            $0.maximumUnconnectedSessions = 2
        }
        let first = try await relay.open("/whip/r/a")
        _ = try await relay.open("/whip/r/b")
        #expect(try await relay.post("/whip/r/c").problem() == "exhausted")
        relay.plane.connect(first.id)
        await relay.settle()
        #expect(try await relay.post("/whip/r/c").status == .created)
        let full = try await relay.post("/whip/r/d")
        #expect(full.status == .serviceUnavailable)
        #expect(full.headers[.retryAfter] == "2")
    }
}

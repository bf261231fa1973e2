// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Signaling

@Suite("WHIP and WHEP: endpoints, any method")
struct EndpointTests {
    @Test(arguments: ["/whip/r", "/whip/r/b", "/whep/r", "/whep/r/b"])
    func `W1 OPTIONS tells what POST takes, and a preflight names the fields, without ICE servers`(
        path: String
    ) async throws {
        let relay = try Relay {
            $0.publishToken = "p"
            $0.iceServers = [ICEServer(url: "turn:t.example:3478", username: "u", credential: "secret")]
        }
        let plain = try await relay.request(.options, path)
        #expect(plain.status == .noContent)
        #expect(plain.headers[.acceptPost] == "application/sdp")

        let preflight = try await relay.request(
            .options,
            path,
            [.origin: "https://player.example", .accessControlRequestMethod: "POST"]
        )
        #expect(preflight.status == .noContent)
        #expect(preflight.headers[.accessControlAllowOrigin] == "*")
        let methods = try #require(preflight.headers[.accessControlAllowMethods])
        #expect(methods.contains("POST"))
        let fields = try #require(preflight.headers[.accessControlAllowHeaders])
        for name in ["Authorization", "Content-Type", "If-Match"] {
            #expect(fields.contains(name))
        }
        #expect(preflight.headers[.link] == nil)
        #expect(relay.plane.calls.isEmpty)
    }

    @Test func `W1 a session's preflight allows PATCH and DELETE`() async throws {
        let relay = try Relay()
        let session = try await relay.open("/whip/r")
        let preflight = try await relay.request(.options, session.path, [.origin: "https://player.example"])
        let methods = try #require(preflight.headers[.accessControlAllowMethods])
        #expect(methods.contains("PATCH") && methods.contains("DELETE"))
        #expect(preflight.headers[.acceptPatch] == "application/trickle-ice-sdpfrag")
    }

    @Test func `W2 every response to a request with Origin can be read across origins`() async throws {
        let relay = try Relay()
        let origin: HTTPFields = [.origin: "https://player.example", .contentType: "application/sdp"]
        let session = try await relay.goLive("/whip/r/b")
        var responses = [
            try await relay.post("/whip/r/c", origin),
            try await relay.post("/whep/r/b", origin),
            try await relay.post("/whep/r/absent", origin),
            try await relay.post("/whip/r/c", [.origin: "null", .contentType: "text/plain"]),
            try await relay.patch(session.path, tag: nil, origin),
            try await relay.request(.get, "/nowhere", origin),
            try await relay.request(.put, "/whip/r", origin),
            try await relay.request(.get, "/v1/rooms", origin),
            try await relay.request(.get, "/v1/rooms/absent", origin),
        ]
        responses.append(try await relay.request(.delete, session.path, origin))
        for response in responses {
            #expect(response.headers[.accessControlAllowOrigin] == "*")
            #expect(
                response.headers[.accessControlExposeHeaders]
                    == "Location, Link, ETag, Retry-After, WWW-Authenticate"
            )
        }
        let plain = try await relay.post("/whip/r/d")
        #expect(plain.headers[.accessControlAllowOrigin] == nil)
    }

    @Test func `W3 GET on endpoint and session is 2xx without a body`() async throws {
        let relay = try Relay()
        let session = try await relay.open("/whip/r")
        for path in ["/whip/r", "/whip/r/b", "/whep/r", "/whep/r/b", session.path] {
            let response = try await relay.request(.get, path)
            #expect(response.status == .ok)
            #expect(response.body.readableBytes == 0)
        }
        #expect(try await relay.request(.get, "/sessions/unknown").status == .notFound)
    }

    @Test(arguments: ["/whep/r", "/whep/r/b"])
    func `W4 HEAD on a WHEP endpoint is 200 with the SDP media type`(path: String) async throws {
        let response = try await Relay().request(.head, path)
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "application/sdp")
    }

    /// A token that came, and how it is met: publishing, playing.
    struct TokenCase: Sendable, CustomTestStringConvertible {
        let field: String?
        let publish: Int
        let play: Int
        var testDescription: String { field ?? "none" }

        static let all = [
            TokenCase(field: nil, publish: 401, play: 401),
            TokenCase(field: "Bearer pub-secret", publish: 201, play: 201),
            TokenCase(field: "bearer pub-secret", publish: 201, play: 201),
            TokenCase(field: "BEARER   pub-secret", publish: 201, play: 201),
            TokenCase(field: "Bearer play-secret", publish: 403, play: 201),
            TokenCase(field: "Bearer wrong", publish: 401, play: 401),
            TokenCase(field: "Bearer pub-secre", publish: 401, play: 401),
            TokenCase(field: "Bearer pub-secretx", publish: 401, play: 401),
            TokenCase(field: "Bearer pub-secret pub-secret", publish: 401, play: 401),
            TokenCase(field: "Bearer", publish: 401, play: 401),
            TokenCase(field: "Bearer ", publish: 401, play: 401),
            TokenCase(field: "pub-secret", publish: 401, play: 401),
            TokenCase(field: "Basic cHViLXNlY3JldA==", publish: 401, play: 401),
        ]
    }

    @Test(arguments: TokenCase.all)
    func `W5 a bearer token is asked for, and its rights are kept`(token: TokenCase) async throws {
        let relay = try Relay {
            $0.publishToken = "pub-secret"
            $0.playToken = "play-secret"
        }
        try await relay.goLive("/whip/r/live", [.authorization: "Bearer pub-secret"])
        let fields: HTTPFields = token.field.map { [.authorization: $0] } ?? [:]
        for (path, expected) in [("/whip/r/b", token.publish), ("/whep/r/live", token.play)] {
            let response = try await relay.post(path, fields)
            #expect(response.status.code == expected)
            if expected == 401 {
                #expect(try response.problem() == "unauthorized")
                #expect(response.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
            } else if expected == 403 {
                #expect(try response.problem() == "forbidden")
            }
        }
    }

    @Test func `W5 PATCH and DELETE need the token too, and the preflight doesn't`() async throws {
        let relay = try Relay { $0.publishToken = "pub-secret" }
        let session = try await relay.open("/whip/r", [.authorization: "Bearer pub-secret"])
        #expect(try await relay.patch(session.path, tag: session.tag).status == .unauthorized)
        #expect(try await relay.request(.delete, session.path).status == .unauthorized)
        #expect(try await relay.request(.options, session.path).status == .noContent)
        #expect(await relay.control.session(session.id) != nil)
        let deleted = try await relay.request(.delete, session.path, [.authorization: "Bearer pub-secret"])
        #expect(deleted.status == .ok)
    }

    @Test func `W6 nothing is ever answered with a redirect, and a trailing slash is no other resource`()
        async throws
    {
        let relay = try Relay()
        let paths = [
            "/", "/whip", "/whip/", "/whip/r/", "/whip/r/b/", "/whep/r/", "/whep/r/b/", "/studio", "/studio/",
            "/watch", "/watch/r/", "/v1", "/v1/rooms/", "/healthz/", "/assets", "/assets/", "//whip/r",
            "/sessions/",
        ]
        for path in paths {
            for method in [HTTPRequest.Method.get, .head, .post, .options, .patch, .delete] {
                let response = try await relay.request(
                    method, path, [.contentType: "application/sdp"], body: "v=0")
                #expect(!(300..<400).contains(response.status.code), "\(method) \(path)")
                #expect(response.headers[.location]?.hasPrefix("/sessions/") ?? true)
            }
        }
        #expect(try await relay.post("/whip/r/b/").status == .created)
        #expect(relay.plane.calls.contains(.publish(BroadcastID(room: "r", name: "b"), offer: Relay.offer)))
    }

    @Test
    func `W7 a relay that drains answers 503 and one that is asked too often 429, both with Retry-After`()
        async throws
    {
        let relay = try Relay {
            $0.postLimit = RateLimit(perSecond: 1, burst: 2)
            $0.retryAfter = .seconds(7)
        }
        _ = try await relay.open("/whip/r/a")
        try await relay.goLive("/whip/r/b")
        let limited = try await relay.post("/whip/r/c")
        #expect(limited.status == .tooManyRequests)
        #expect(try limited.problem() == "too-many-requests")
        #expect(limited.headers[.retryAfter] == "1")

        relay.clock.advance(.seconds(60))
        await relay.control.drain()
        let draining = try await relay.post("/whip/r/d")
        #expect(draining.status == .serviceUnavailable)
        #expect(try draining.problem() == "draining")
        #expect(draining.headers[.retryAfter] == "7")
    }

    @Test func `W7 PATCHes are limited by address too`() async throws {
        let relay = try Relay { $0.patchLimit = RateLimit(perSecond: 1, burst: 3) }
        let session = try await relay.open("/whip/r")
        for _ in 0..<3 {
            #expect(try await relay.patch(session.path, tag: session.tag).status == .noContent)
        }
        let limited = try await relay.patch(session.path, tag: session.tag)
        #expect(limited.status == .tooManyRequests)
        #expect(limited.headers[.retryAfter] == "1")
    }

    @Test
    func
        `W7 a media plane without ports is 503 with Retry-After and the reason, and everything else goes on`()
        async throws
    {
        let relay = try Relay()
        let session = try await relay.goLive("/whip/r/b")
        relay.plane.script {
            $0.publish = .fail(.exhausted("Every media port is in use."))
            $0.subscribe = .fail(.shuttingDown)
        }
        let full = try await relay.post("/whip/r/c")
        #expect(full.status == .serviceUnavailable)
        #expect(full.headers[.retryAfter] == "2")
        #expect(try full.problem() == "exhausted")
        #expect(full.text.contains("Every media port is in use."))
        let stopping = try await relay.post("/whep/r/b")
        #expect(stopping.status == .serviceUnavailable)
        #expect(stopping.headers[.retryAfter] == "2")
        #expect(try await relay.patch(session.path, tag: session.tag).status == .noContent)
        #expect(await relay.control.sessionCounts().unconnectedPublishers == 0)
    }

    @Test func `W8 every error is a small problem document with a stable type, and repeats nothing`()
        async throws
    {
        let relay = try Relay { $0.bodyLimit = 1_000 }
        let session = try await relay.open("/whip/r")
        let long = String(repeating: "secret", count: 500)
        relay.plane.script { $0.subscribe = .fail(.unusable(String(repeating: "é\n", count: 4_000))) }
        try await relay.goLive("/whip/r/live")
        let responses: [(TestResponse, String)] = [
            (try await relay.request(.get, "/secret/secret"), "not-found"),
            (try await relay.request(.get, "/v1/rooms/secret"), "no-such-room"),
            (try await relay.post("/whip/secret%20room"), "invalid-name"),
            (try await relay.request(.put, "/whip/r"), "method-not-allowed"),
            (try await relay.post("/whip/r", [.contentType: "text/secret"]), "media-type"),
            (try await relay.post("/whip/r", body: long), "too-large"),
            (try await relay.post("/whip/r", body: ""), "malformed"),
            (try await relay.post("/whep/r/secret"), "not-live"),
            (try await relay.post("/whep/r/live"), "unusable"),
            (try await relay.patch(session.path, tag: nil), "tag-required"),
            (try await relay.patch(session.path, tag: "\"secret\""), "stale-tag"),
            (try await relay.request(.delete, "/sessions/secret"), "no-such-session"),
        ]
        for (response, type) in responses {
            #expect(try response.problem() == type)
            #expect(response.headers[.cacheControl] == "no-store")
        }
    }

    @Test func `W8 the problem types are pinned`() {
        #expect(
            ProblemKind.allCases.map(\.rawValue) == [
                "invalid-name", "unreadable", "malformed", "bad-handshake", "unauthorized", "forbidden",
                "not-public",
                "not-found",
                "no-such-session",
                "no-such-room", "method-not-allowed", "not-acceptable", "slow-body", "not-live",
                "already-publishing",
                "stale-tag",
                "too-large", "media-type", "unusable", "upgrade-required", "tag-required",
                "too-many-requests",
                "too-many-candidates",
                "internal", "exhausted", "draining",
            ]
        )
    }
}

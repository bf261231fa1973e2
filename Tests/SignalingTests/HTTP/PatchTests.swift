// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Signaling

@Suite("WHIP and WHEP: PATCH")
struct PatchTests {
    @Test func `W20 PATCH takes fragments only, whatever the case and parameters of their type`() async throws
    {
        let relay = try Relay()
        let session = try await relay.open("/whip/r")
        for type in ["application/trickle-ice-sdpfrag", "Application/Trickle-ICE-SDPfrag; x=y"] {
            #expect(
                try await relay.patch(session.path, tag: session.tag, [.contentType: type]).status
                    == .noContent)
        }
        for type in ["application/sdp", "text/plain", ""] {
            let refused = try await relay.patch(session.path, tag: session.tag, [.contentType: type])
            #expect(refused.status == .unsupportedMediaType)
            #expect(refused.headers[.acceptPatch] == "application/trickle-ice-sdpfrag")
        }
        let untyped = try await relay.request(
            .patch, session.path, [.ifMatch: session.tag], body: Relay.fragment)
        #expect(untyped.status == .unsupportedMediaType)
    }

    @Test func `W20 a fragment reaches the media plane unchanged, and a broken one is 400`() async throws {
        let relay = try Relay()
        let session = try await relay.open("/whip/r")
        _ = try await relay.patch(session.path, tag: session.tag)
        #expect(relay.plane.calls.last == .trickle(fragment: Relay.fragment))
        relay.plane.script { $0.trickle = .malformed("There is no ufrag.") }
        let response = try await relay.patch(session.path, tag: session.tag)
        #expect(response.status == .badRequest)
        #expect(try response.problem() == "malformed")
    }

    @Test func `W21 without If-Match 428, with a stale tag 412, with the present one 204 without a tag`()
        async throws
    {
        let relay = try Relay()
        let session = try await relay.open("/whip/r")
        let missing = try await relay.patch(session.path, tag: nil)
        #expect(missing.status == .preconditionRequired)
        #expect(try missing.problem() == "tag-required")
        for tag in ["\"stale\"", "stale", "W/\(session.tag)", "\"\"", "\"a\", \"b\"", ","] {
            let stale = try await relay.patch(session.path, tag: tag)
            #expect(stale.status == .preconditionFailed, "\(tag)")
            #expect(try stale.problem() == "stale-tag")
        }
        #expect(relay.plane.calls.count == 1)
        for tag in [session.tag, "\"other\", \(session.tag)"] {
            let response = try await relay.patch(session.path, tag: tag)
            #expect(response.status == .noContent)
            #expect(response.headers[.eTag] == nil)
            #expect(response.body.readableBytes == 0)
        }
    }

    @Test(arguments: ["*", "\"*\"", " * "])
    func `W21 a star restarts ICE: 200 with the new fragment and a new tag`(star: String) async throws {
        let relay = try Relay()
        let session = try await relay.open("/whip/r")
        let fresh = "a=ice-ufrag:new1\r\na=ice-pwd:x\r\n"
        relay.plane.script { $0.restart = .success(MediaRestart(fragment: fresh, iceTag: "new1")) }
        let response = try await relay.patch(session.path, tag: star)
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "application/trickle-ice-sdpfrag")
        #expect(response.headers[.eTag] == "\"new1\"")
        #expect(response.text == fresh)
        #expect(relay.plane.calls.last == .restart(fragment: Relay.fragment))

        #expect(try await relay.patch(session.path, tag: session.tag).status == .preconditionFailed)
        #expect(try await relay.patch(session.path, tag: "\"new1\"").status == .noContent)
    }

    @Test
    func `W22 the same ufrag with a star is no restart, and a failed restart leaves the session as it was`()
        async throws
    {
        let relay = try Relay()
        let session = try await relay.goLive("/whip/r")
        let same = try await relay.patch(session.path, tag: "*")
        #expect(same.status == .noContent)
        #expect(same.headers[.eTag] == nil)
        relay.plane.script { $0.restart = .failure(.malformed("There is no password.")) }
        #expect(try await relay.patch(session.path, tag: "*").status == .badRequest)
        #expect(try await relay.patch(session.path, tag: session.tag).status == .noContent)
        #expect(await relay.control.session(session.id)?.phase == .connected)
        #expect(relay.plane.sessions.contains(session.id))
    }

    @Test func `W23 a flood of PATCHes is 429 and leaves nothing behind`() async throws {
        let relay = try Relay { $0.patchLimit = RateLimit(perSecond: 10, burst: 100) }
        let session = try await relay.open("/whip/r")
        var statuses: [Int: Int] = [:]
        for _ in 0..<500 {
            statuses[try await relay.patch(session.path, tag: session.tag).status.code, default: 0] += 1
        }
        #expect(statuses == [204: 100, 429: 400])
        #expect(relay.plane.calls.count == 101)
    }

    @Test func `W23 more candidates than a session may have are 429, and PATCHes out of order are 412`()
        async throws
    {
        let relay = try Relay()
        let session = try await relay.open("/whip/r")
        relay.plane.script { $0.trickle = .tooManyCandidates }
        let response = try await relay.patch(session.path, tag: session.tag)
        #expect(response.status == .tooManyRequests)
        #expect(try response.problem() == "too-many-candidates")
        #expect(response.headers[.retryAfter] != nil)

        relay.plane.script { $0.restart = .success(MediaRestart(fragment: "a=ice-ufrag:n\r\n", iceTag: "n")) }
        _ = try await relay.patch(session.path, tag: "*")
        #expect(try await relay.patch(session.path, tag: session.tag).status == .preconditionFailed)
        #expect(await relay.control.sessionCounts().unconnectedPublishers == 1)
    }

    @Test func `W24 a media plane that can't restart is 422, not 405 or 500`() async throws {
        let relay = try Relay()
        let session = try await relay.open("/whip/r")
        relay.plane.script { $0.restart = .failure(.unusable("ICE can't be restarted now.")) }
        let response = try await relay.patch(session.path, tag: "*")
        #expect(response.status == .unprocessableContent)
        #expect(try response.problem() == "unusable")
    }

    @Test func `a PATCH of a session that the media plane has lost is 404`() async throws {
        let relay = try Relay()
        let session = try await relay.open("/whip/r")
        relay.plane.end(session.id, .iceFailed)
        #expect(try await relay.patch(session.path, tag: session.tag).status == .notFound)
        await relay.settle()
        #expect(try await relay.patch(session.path, tag: session.tag).status == .notFound)
    }
}

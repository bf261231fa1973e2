// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Signaling

@Suite("WHIP and WHEP: DELETE and lifetime")
struct LifetimeTests {
    @Test(arguments: ["/whip/r/b", "/whep/r/live"])
    func `W25 DELETE is 200 without a body, looks at no If-Match, and the second one is 404`(
        path: String
    ) async throws {
        let relay = try Relay()
        try await relay.goLive("/whip/r/live")
        let session = try await relay.watch(path)
        let deleted = try await relay.request(.delete, session.path, [.ifMatch: "\"stale\""])
        #expect(deleted.status == .ok)
        #expect(deleted.body.readableBytes == 0)
        #expect(!relay.plane.sessions.contains(session.id))
        let again = try await relay.request(.delete, session.path)
        #expect(again.status == .notFound)
        #expect(try again.problem() == "no-such-session")
        await relay.settle()
        #expect(await relay.control.rooms().map(\.broadcasts.count) == [1])
    }

    @Test func `W25 the viewers stay when the publisher goes, and find the next one`() async throws {
        let relay = try Relay()
        let publisher = try await relay.goLive("/whip/r/b")
        let viewer = try await relay.watch("/whep/r/b")
        #expect(try await relay.request(.delete, publisher.path).status == .ok)
        await relay.settle()
        #expect(await relay.control.session(viewer.id)?.phase == .connected)
        try await relay.goLive("/whip/r/b")
        let room = try #require(await relay.control.room("r"))
        #expect(
            room.broadcasts == [
                BroadcastSnapshot(
                    name: "b", live: true, viewers: 1, source: BroadcastID(room: "r", name: "b"))
            ])
    }

    @Test func `W26 with tokens a session's id alone authorises nothing`() async throws {
        let relay = try Relay {
            $0.publishToken = "pub-secret"
            $0.playToken = "play-secret"
        }
        let publish: HTTPFields = [.authorization: "Bearer pub-secret"]
        let play: HTTPFields = [.authorization: "Bearer play-secret"]
        let publisher = try await relay.goLive("/whip/r/b", publish)
        let viewer = try await relay.watch("/whep/r/b", play)
        for path in [publisher.path, viewer.path, "/sessions/unknown"] {
            #expect(try await relay.request(.delete, path).status == .unauthorized)
            #expect(try await relay.patch(path, tag: "*").status == .unauthorized)
            #expect(
                try await relay.request(.delete, path, [.authorization: "Bearer no"]).status == .unauthorized)
        }
        #expect(try await relay.request(.delete, publisher.path, play).status == .forbidden)
        #expect(try await relay.patch(publisher.path, tag: publisher.tag, play).status == .forbidden)
        #expect(try await relay.request(.delete, "/sessions/unknown", play).status == .notFound)
        #expect(relay.plane.sessions.count == 2)
        #expect(try await relay.request(.delete, viewer.path, play).status == .ok)
        #expect(try await relay.request(.delete, publisher.path, publish).status == .ok)
    }

    @Test func `W26 without tokens the id is the secret, and guesses are 404`() async throws {
        let relay = try Relay()
        let session = try await relay.open("/whip/r")
        var guess = session.id.text
        guess.removeLast()
        for path in ["/sessions/\(guess)", "/sessions/\(session.id.text)A", "/sessions/\(session.id.logged)"]
        {
            #expect(try await relay.request(.delete, path).status == .notFound)
        }
        #expect(try await relay.request(.delete, session.path).status == .ok)
    }

    @Test func `W27 a session that doesn't connect within fifteen seconds is closed and forgotten`()
        async throws
    {
        let relay = try Relay()
        let connected = try await relay.goLive("/whip/r/b")
        let publisher = try await relay.open("/whip/r/c")
        let viewer = try await relay.open("/whep/r/b")
        relay.clock.advance(.milliseconds(14_999))
        await relay.control.expire()
        #expect(relay.plane.sessions.count == 3)
        relay.clock.advance(.milliseconds(1))
        await relay.control.expire()
        #expect(relay.plane.sessions == [connected.id])
        for session in [publisher, viewer] {
            #expect(try await relay.request(.delete, session.path).status == .notFound)
        }
        relay.clock.advance(.seconds(3_600))
        await relay.control.expire()
        #expect(relay.plane.sessions == [connected.id])
    }

    @Test(arguments: SessionEndReason.allCases)
    func `W27 a session that the media plane gives up is gone, whatever the reason`(
        reason: SessionEndReason
    )
        async throws
    {
        let relay = try Relay()
        let publisher = try await relay.goLive("/whip/r/b")
        let viewer = try await relay.watch("/whep/r/b")
        relay.plane.end(publisher.id, reason)
        await relay.settle()
        #expect(try await relay.request(.get, publisher.path).status == .notFound)
        #expect(try await relay.post("/whep/r/b").status == .conflict)
        relay.plane.end(viewer.id, reason)
        await relay.settle()
        #expect(await relay.control.rooms().isEmpty)
    }
}

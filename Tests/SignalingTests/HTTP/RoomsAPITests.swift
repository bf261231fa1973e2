// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing

@testable import Signaling

@Suite("GET /v1/rooms")
struct RoomsAPITests {
    private let video = TrackStatistics(kind: "video", codec: "VP8", bitrate: 2_534_567, packets: 9)
    private let audio = TrackStatistics(kind: "audio", codec: "opus", bitrate: 63_990)

    @Test func `the list and the room tell broadcasts, tracks, bitrates and viewers`() async throws {
        let relay = try Relay()
        try await relay.goLive("/whip/r/cam")
        _ = try await relay.open("/whip/r/later")
        try await relay.watch("/whep/r/cam")
        _ = try await relay.open("/whep/r/cam")
        try await relay.goLive("/whip/a/main")
        let statistics = [video, audio]
        relay.plane.script { state in
            state.statistics.broadcasts = [
                BroadcastStatistics(id: BroadcastID(room: "r", name: "cam"), live: true, tracks: statistics)
            ]
        }
        let list = try await relay.request(.get, "/v1/rooms")
        #expect(list.headers[.contentType] == "application/json")
        #expect(
            list.text
                == #"{"rooms":[{"broadcasts":1,"live":1,"name":"a","viewers":0},"#
                + #"{"broadcasts":2,"live":1,"name":"r","viewers":1}]}"#
        )
        let room = try await relay.request(.get, "/v1/rooms/r")
        let detail = try JSONDecoder().decode(RoomDetail.self, from: Data(room.text.utf8))
        #expect(detail.viewers == 1)
        #expect(detail.broadcasts.map(\.name) == ["cam", "later"])
        #expect(detail.broadcasts.map(\.live) == [true, false])
        #expect(detail.broadcasts.map(\.viewers) == [1, 0])
        #expect(
            detail.broadcasts[0].tracks == [
                .init(kind: "video", codec: "VP8", bitrate: 2_500_000),
                .init(kind: "audio", codec: "opus", bitrate: 63_000),
            ]
        )
    }

    @Test func `an unchanged room is 304, and a changed one isn't`() async throws {
        let relay = try Relay()
        try await relay.goLive("/whip/r/cam")
        for path in ["/v1/rooms", "/v1/rooms/r"] {
            let first = try await relay.request(.get, path)
            let tag = try #require(first.headers[.eTag])
            let second = try await relay.request(.get, path, [.ifNoneMatch: tag])
            #expect(second.status == .notModified)
            #expect(second.headers[.eTag] == tag)
            #expect(second.body.readableBytes == 0)
            #expect(
                try await relay.request(.get, path, [.ifNoneMatch: "\"x\", W/\(tag)"]).status == .notModified)
            try await relay.watch("/whep/r/cam")
            #expect(try await relay.request(.get, path, [.ifNoneMatch: tag]).status == .ok)
        }
        let head = try await relay.request(.head, "/v1/rooms")
        #expect(head.status == .ok)
        #expect(head.body.readableBytes == 0)
        #expect(head.headers[.eTag] != nil)
    }

    @Test func `a room with nobody in it is a 404 problem, and no rooms are an empty list`() async throws {
        let relay = try Relay()
        #expect(try await relay.request(.get, "/v1/rooms").text == #"{"rooms":[]}"#)
        let response = try await relay.request(.get, "/v1/rooms/r")
        #expect(response.status == .notFound)
        #expect(try response.problem() == "no-such-room")
    }

    @Test func `with a play token the rooms need it or the publish token`() async throws {
        let relay = try Relay {
            $0.playToken = "play"
            $0.publishToken = "pub"
        }
        for path in ["/v1/rooms", "/v1/rooms/r"] {
            #expect(try await relay.request(.get, path).status == .unauthorized)
            for token in ["play", "pub"] {
                let response = try await relay.request(.get, path, [.authorization: "Bearer \(token)"])
                #expect(response.status != .unauthorized)
            }
        }
        let open = try Relay { $0.publishToken = "pub" }
        #expect(try await open.request(.get, "/v1/rooms").status == .ok)
    }

    @Test func `however many ask, the media plane is asked once a second`() async throws {
        let relay = try Relay()
        try await relay.goLive("/whip/r/cam")
        for _ in 0..<20 {
            try await relay.request(.get, "/v1/rooms/r")
        }
        #expect(relay.plane.state.withLock(\.statisticsCount) == 1)
        relay.clock.advance(.seconds(1))
        try await relay.request(.get, "/v1/rooms/r")
        #expect(relay.plane.state.withLock(\.statisticsCount) == 2)
    }

    @Test(arguments: [
        (0, 0), (-5, 0), (7, 7), (99, 99), (101, 100), (63_990, 63_000), (2_534_567, 2_500_000),
    ])
    func `bitrates have two significant digits`(value: Int, rounded: Int) {
        #expect(RoomDetail.rounded(value) == rounded)
    }
}

// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient

/// Sessions with Janus's VideoRoom plugin: broadcasters offer; to viewers Janus offers.
///
/// All handles belong to one Janus session; they share nothing else there.
actor JanusDialect: SignalingDialect {
    private let http: HTTPClient
    private let endpoint: String
    private var session: JanusSession?
    /// The handle that makes and ends rooms.
    private var control = ""
    /// Numbers of the rooms, by their names.
    private var rooms: [String: UInt64] = [:]
    /// Publishers as Janus numbers them.
    private var feeds: [BroadcastName: UInt64] = [:]

    init(http: HTTPClient, endpoint: String) {
        self.http = http
        self.endpoint = endpoint
    }

    func open(_ broadcasts: [BroadcastName]) async throws {
        let session = try await JanusSession(http: http, endpoint: endpoint)
        self.session = session
        await session.start()
        control = try await session.attach()
        for name in Set(broadcasts.map(\.room)).sorted() {
            // Random, so that what an earlier run may have left is in nobody's way.
            let number = UInt64.random(in: 1...(1 << 50))
            let request = VideoRoomRequest(
                request: "create",
                room: number,
                publishers: broadcasts.count { $0.room == name },
                bitrate: 0,
                firFrequency: 0,
                audiocodec: "opus",
                videocodec: "vp8"
            )
            _ = try await session.send(request, to: control)
            rooms[name] = number
        }
    }

    func publish(_ broadcast: BroadcastName, _ peer: BroadcasterHandle) async throws -> SignaledSession {
        let (session, room) = try opened(broadcast)
        let handle = try await session.attach()
        let join = VideoRoomRequest(request: "join", room: room, ptype: "publisher")
        guard let feed = try await session.send(join, to: handle).plugindata?.data.id else {
            throw LoadError.janus("a publisher without an id")
        }
        let offer = JanusDescription(
            type: "offer", sdp: String(decoding: try await peer.offer(), as: UTF8.self))
        let reply = try await session.send(VideoRoomRequest(request: "publish"), offer, to: handle)
        guard let answer = reply.jsep else { throw LoadError.janus("no answer to the broadcaster's offer") }
        try await peer.accept(Array(answer.sdp.utf8))
        feeds[broadcast] = feed
        return SignaledSession(address: handle)
    }

    func play(_ broadcast: BroadcastName, _ peer: ViewerHandle) async throws -> SignaledSession {
        let (session, room) = try opened(broadcast)
        guard let feed = feeds[broadcast] else { throw LoadError.janus("\(broadcast.name) is not live") }
        let handle = try await session.attach()
        let join = VideoRoomRequest(
            request: "join",
            room: room,
            ptype: "subscriber",
            streams: [VideoRoomRequest.Feed(feed: feed)]
        )
        guard let offer = try await session.send(join, to: handle).jsep else {
            throw LoadError.janus("no offer to the viewer")
        }
        let answer = try await peer.answer(Array(offer.sdp.utf8))
        let description = JanusDescription(type: "answer", sdp: String(decoding: answer, as: UTF8.self))
        _ = try await session.send(VideoRoomRequest(request: "start", room: room), description, to: handle)
        return SignaledSession(address: handle)
    }

    func end(_ session: SignaledSession) async {
        await self.session?.detach(session.address)
    }

    func close() async {
        for room in rooms.values {
            _ = try? await session?.send(VideoRoomRequest(request: "destroy", room: room), to: control)
        }
        await session?.destroy()
        session = nil
        try? await http.shutdown()
    }

    private func opened(_ broadcast: BroadcastName) throws -> (JanusSession, UInt64) {
        guard let session, let room = rooms[broadcast.room] else { throw LoadError.notOpen }
        return (session, room)
    }
}

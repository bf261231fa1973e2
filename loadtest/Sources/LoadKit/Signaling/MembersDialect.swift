// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// Members of rooms over their sockets (docs/protocol.md, "Rooms and members"): broadcasters open the rooms, viewers join them one
/// way and answer what they are offered, which is all that is published there.
final class MembersDialect: SignalingDialect {
    private static let channel = "longwave-load"
    /// Seconds for a member to be let in and to be answered, or offered something.
    private static let patience = 20

    private let endpoint: SocketEndpoint
    private let token: String?
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    /// Those that are there, by their userids.
    private let clients = Mutex<[String: MemberClient]>([:])

    init(_ endpoint: SocketEndpoint, token: String?) {
        self.endpoint = endpoint
        self.token = token
    }

    func open(_ broadcasts: [BroadcastName]) async throws {}

    func publish(_ broadcast: BroadcastName, _ peer: BroadcasterHandle) async throws -> SignaledSession {
        var part = part("\(broadcast.room)-\(broadcast.name)", broadcast.room, .openOrJoin)
        part.stream = (id: broadcast.name, hasVideo: await peer.loop.hasVideo)
        return try await enter(MemberClient(part, viewer: nil, broadcaster: peer)) { $0.isPublishing }
    }

    func play(_ broadcast: BroadcastName, _ peer: ViewerHandle) async throws -> SignaledSession {
        let part = part("viewer-\(peer.id)", broadcast.room, .watch)
        return try await enter(MemberClient(part, viewer: peer)) { $0.answers > 0 }
    }

    func end(_ session: SignaledSession) async {
        await clients.withLock { $0.removeValue(forKey: session.address) }?.leave()
    }

    func close() async {
        let left = clients.withLock { clients in
            defer { clients = [:] }
            return Array(clients.values)
        }
        for client in left { await client.leave() }
        try? await group.shutdownGracefully()
    }

    private func part(_ userid: String, _ room: String, _ entry: MemberPart.Entry) -> MemberPart {
        MemberPart(
            endpoint: endpoint, channel: Self.channel, room: room, userid: userid, token: token, entry: entry)
    }

    /// Lets a member in and waits until it has come so far; it goes on by itself until it leaves.
    private func enter(
        _ client: MemberClient, _ isThere: (MemberClient.State) -> Bool
    ) async throws -> SignaledSession {
        let eventLoop = group.next()
        clients.withLock { $0[client.part.userid] = client }
        Task { await client.run(on: eventLoop) }
        for _ in 0..<(100 * Self.patience) {
            let state = client.state
            if let reason = state.failure ?? state.ended { throw LoadError.member(reason) }
            if isThere(state) { return SignaledSession(address: client.part.userid) }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw LoadError.member("neither answered nor offered anything within \(Self.patience) s")
    }
}

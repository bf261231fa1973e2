// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient

/// How sessions are made with a kind of server: who offers, and over what the descriptions travel.
protocol SignalingDialect: Sendable {
    /// Readies the server, once, before the first session.
    func open(_ broadcasts: [BroadcastName]) async throws
    /// Negotiates a broadcaster's session.
    func publish(_ broadcast: BroadcastName, _ peer: BroadcasterHandle) async throws -> SignaledSession
    /// Negotiates a viewer's session; the broadcast is live.
    func play(_ broadcast: BroadcastName, _ peer: ViewerHandle) async throws -> SignaledSession
    /// Ends a session; one that is gone already is as good.
    func end(_ session: SignaledSession) async
    /// Leaves the server as it was, after the last session: no connection stays. May be called again.
    func close() async
}

/// A session as its server names it.
struct SignaledSession: Sendable {
    /// What the dialect ends it by.
    let address: String
}

/// One broadcaster, by its loop and number.
struct BroadcasterHandle: Sendable {
    let loop: LoadLoop
    let id: Int

    func offer() async throws -> [UInt8] { try await loop.offerBroadcast(id) }
    func accept(_ answer: [UInt8]) async throws { try await loop.acceptBroadcast(id, answer: answer) }
}

/// One viewer, by its loop and number.
struct ViewerHandle: Sendable {
    let loop: LoadLoop
    let id: Int

    func offer() async throws -> [UInt8] { try await loop.offerViewer(id) }
    func accept(_ answer: [UInt8]) async throws { try await loop.acceptViewer(id, answer: answer) }
    func answer(_ offer: [UInt8]) async throws -> [UInt8] { try await loop.answerViewer(id, offer: offer) }
    func answer(next offer: [UInt8], restartsICE: Bool) async throws -> [UInt8] {
        try await loop.answerViewer(id, next: offer, restartsICE: restartsICE)
    }
}

extension PeerKind {
    /// The dialect of this kind of server.
    ///
    /// - Throws: ``LoadError/noSocketAddress(_:)``.
    func dialect(_ plan: LoadPlan) throws -> any SignalingDialect {
        switch self {
        case .whip:
            WHIPDialect(
                http: HTTPClient(eventLoopGroupProvider: .singleton), base: plan.base, paths: plan.paths,
                token: plan.token)
        case .janus:
            JanusDialect(
                http: HTTPClient(eventLoopGroupProvider: .singleton), endpoint: plan.base + plan.paths.janus)
        case .members: MembersDialect(try SocketEndpoint(plan.base), token: plan.token)
        }
    }
}

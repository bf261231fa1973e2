// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// One member of the load: speaks the members' protocol over its socket, and has its media done on a ``LoadLoop``.
///
/// All that it does happens in the one task of ``run(on:)``, in the order in which messages come.
final class MemberClient: Sendable {
    /// How far it has come.
    struct State: Sendable {
        var isIn = false
        var isPublishing = false
        /// Offers that it answered.
        var answers = 0
        /// What it was refused, or failed at: the first thing only.
        var failure: String?
        var isEjected = false
        /// Why its socket or its room ended, if we did not end it.
        var ended: String?
        fileprivate var isLeaving = false
        fileprivate var channel: (any Channel)?
    }

    private enum RequestID {
        static let hello = 1
        static let entry = 2
        static let publication = 3
        /// From here on: answers to offers.
        static let answers = 100
    }

    let part: MemberPart
    private let viewer: ViewerHandle?
    private let broadcaster: BroadcasterHandle?
    private let shared = Mutex(State())

    /// - Parameters:
    ///   - part: who it is, and where.
    ///   - viewer: takes what is offered, and has begun; nil: the member wants nothing.
    ///   - broadcaster: what the member publishes; nil: nothing.
    init(_ part: MemberPart, viewer: ViewerHandle?, broadcaster: BroadcasterHandle? = nil) {
        self.part = part
        self.viewer = viewer
        self.broadcaster = broadcaster
    }

    var state: State { shared.withLock { $0 } }

    /// Connects, enters the room and takes part until the socket ends.
    func run(on eventLoop: any EventLoop) async {
        let (events, continuation) = AsyncStream.makeStream(of: MemberLink.Event.self)
        do {
            let channel = try await part.endpoint.connect(on: eventLoop) { MemberLink(continuation) }
            shared.withLock { $0.channel = channel }
            for await event in events { await take(event, channel) }
        } catch {
            fail("\(error)")
        }
    }

    /// Leaves the room and closes the socket.
    func leave() async {
        let channel = shared.withLock { state in
            state.isLeaving = true
            return state.channel
        }
        try? await channel?.writeAndFlush(MemberMessage("bye").text)
        try? await channel?.close()
    }

    // MARK: - What comes

    private func take(_ event: MemberLink.Event, _ channel: any Channel) async {
        do {
            switch event {
            case .opened: try await channel.writeAndFlush(part.hello(id: RequestID.hello).text)
            case .message(let message): try await take(message, channel)
            case .closed(let code): end("\(LoadError.socketClosed(code: code))")
            }
        } catch {
            fail("\(error)")
        }
    }

    private func take(_ message: RelayMessage, _ channel: any Channel) async throws {
        if let reply = message.reply { return try await take(message, replyTo: reply, channel) }
        switch message.type {
        case "join.accepted": try await enter(channel)
        case "join.rejected": throw message.refusal(of: "join")
        case "sub.offer": try await answer(message, channel)
        case "ejected": await leaveEjected()
        case "room.closed": end("the room was closed: \(message.reason ?? "no reason")")
        default: break
        }
    }

    private func take(_ message: RelayMessage, replyTo request: Int, _ channel: any Channel) async throws {
        guard message.isGood == true else {
            // An answer that crosses the next offer has done no harm.
            if request >= RequestID.answers, message.error?.code == "stale-rev" { return }
            throw message.refusal(of: Self.name(request))
        }
        switch request {
        case RequestID.hello:
            if viewer == nil { try await channel.writeAndFlush(MemberMessage.wantNothing.text) }
            try await channel.writeAndFlush(part.entry(id: RequestID.entry).text)
        case RequestID.entry where message.pending != true: try await enter(channel)
        case RequestID.publication:
            guard let broadcaster, let answer = message.sdp else { return }
            try await broadcaster.accept(Array(answer.utf8))
            shared.withLock { $0.isPublishing = true }
        default: break
        }
    }

    private static func name(_ request: Int) -> String {
        switch request {
        case RequestID.hello: "hello"
        case RequestID.entry: "join"
        case RequestID.publication: "pub.offer"
        default: "sub.answer"
        }
    }

    // MARK: - What it does

    private func enter(_ channel: any Channel) async throws {
        shared.withLock { $0.isIn = true }
        guard let broadcaster else { return }
        let offer = String(decoding: try await broadcaster.offer(), as: UTF8.self)
        try await channel.writeAndFlush(part.publication(id: RequestID.publication, offer: offer).text)
    }

    /// Revision 1 is of a new connection, whatever was before.
    private func answer(_ message: RelayMessage, _ channel: any Channel) async throws {
        guard let viewer, let revision = message.rev, let sdp = message.sdp else { return }
        let offer = Array(sdp.utf8)
        let answer =
            revision == 1
            ? try await viewer.answer(offer)
            : try await viewer.answer(next: offer, restartsICE: message.restart ?? false)
        var reply = MemberMessage("sub.answer", id: RequestID.answers + revision)
        reply.rev = revision
        reply.sdp = String(decoding: answer, as: UTF8.self)
        try await channel.writeAndFlush(reply.text)
        shared.withLock { $0.answers += 1 }
    }

    /// Ejected: a rogue goes on as if nothing had been said.
    private func leaveEjected() async {
        shared.withLock { $0.isEjected = true }
        if let viewer { await viewer.loop.noteEjection(viewer.id) }
        guard !part.ignoresEjection else { return }
        if let viewer { await viewer.loop.closeViewer(viewer.id) }
        if let broadcaster { await broadcaster.loop.closeBroadcast(broadcaster.id) }
    }

    private func fail(_ reason: String) {
        shared.withLock { if !$0.isLeaving, $0.failure == nil { $0.failure = reason } }
    }

    private func end(_ reason: String) {
        shared.withLock { if !$0.isLeaving, $0.ended == nil { $0.ended = reason } }
    }
}

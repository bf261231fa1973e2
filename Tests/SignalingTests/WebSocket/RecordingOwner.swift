// SPDX-License-Identifier: Apache-2.0

import Synchronization

@testable import Signaling

/// Remembers what sockets tell it, and reacts as told.
final class RecordingOwner: SocketOwner {
    enum Event: Equatable, Sendable {
        case opened
        case text(String)
        case binary([UInt8])
        case closed
        case drained
    }

    typealias Reaction = @Sendable (Socket, Event) -> Void

    private struct State {
        var sockets: [Socket] = []
        var events: [UInt64: [Event]] = [:]
    }

    private let state = Mutex(State())
    private let reaction: Reaction

    init(_ reaction: @escaping Reaction = { _, _ in }) {
        self.reaction = reaction
    }

    /// Sends every message back.
    static var echo: RecordingOwner {
        RecordingOwner { socket, event in
            switch event {
            case .text(let text): socket.send(SocketMessage(text: Array(text.utf8)))
            case .binary(let bytes): socket.send(SocketMessage(binary: bytes))
            case .opened, .closed, .drained: break
            }
        }
    }

    /// All sockets in the order in which they were opened, closed ones too.
    var sockets: [Socket] { state.withLock { $0.sockets } }

    /// What happened on the socket that was opened as number `index`.
    func events(_ index: Int = 0) -> [Event] {
        state.withLock { state in
            guard state.sockets.indices.contains(index) else { return [] }
            return state.events[state.sockets[index].id] ?? []
        }
    }

    func socketDidOpen(_ socket: Socket) {
        state.withLock { $0.sockets.append(socket) }
        note(.opened, on: socket)
    }

    func socket(_ socket: Socket, didReceive text: [UInt8]) {
        note(.text(String(decoding: text, as: UTF8.self)), on: socket)
    }

    func socket(_ socket: Socket, didReceiveBinary bytes: [UInt8]) {
        note(.binary(bytes), on: socket)
    }

    func socketDidDrain(_ socket: Socket) {
        note(.drained, on: socket)
    }

    func socketDidClose(_ socket: Socket) {
        note(.closed, on: socket)
    }

    private func note(_ event: Event, on socket: Socket) {
        state.withLock { $0.events[socket.id, default: []].append(event) }
        reaction(socket, event)
    }
}

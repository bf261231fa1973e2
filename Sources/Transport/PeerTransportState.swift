// SPDX-License-Identifier: Apache-2.0

/// Where a ``PeerTransport`` stands, and what may happen next. A value without sockets or clocks.
///
/// ```
/// idle ─gather→ gathering ─gathered→ gathered ─start→ connecting ─pair→ handshaking ─keys→ connected ⇄ restarting
///   any of them ─close→ closed
/// ```
struct PeerTransportState: Equatable {
    enum Phase: Equatable {
        case idle, gathering, gathered, connecting, handshaking, connected, restarting, closed
    }

    /// What a selected pair asks for.
    enum Selected: Equatable {
        case startHandshake, reroute, nothing
    }

    /// What a failed component asks for.
    enum Failed: Equatable {
        /// Another pair may still come before the deadline.
        case wait
        case close
    }

    private(set) var phase = Phase.idle
    /// Whether ICE said that nothing works, which tells a deadline what to blame.
    private(set) var hasFailed = false

    /// Words for an error.
    var name: String {
        switch phase {
        case .idle: "not gathered yet"
        case .gathering: "gathering"
        case .gathered: "not started yet"
        case .connecting, .handshaking: "connecting"
        case .connected: "connected"
        case .restarting: "restarting"
        case .closed: "closed"
        }
    }

    /// Candidates are asked for: once.
    mutating func gather() throws(TransportError) {
        guard phase == .idle else { throw .wrongState(name) }
        phase = .gathering
    }

    /// Candidates are there, or time is up; false if that is old news.
    mutating func gathered() -> Bool {
        guard phase == .gathering else { return false }
        phase = .gathered
        return true
    }

    /// The peer's description is there: once.
    mutating func start() throws(TransportError) {
        guard phase == .gathered else { throw .wrongState(name) }
        phase = .connecting
    }

    /// ICE selected a pair.
    mutating func selected() -> Selected {
        hasFailed = false
        switch phase {
        case .connecting:
            phase = .handshaking
            return .startHandshake
        case .restarting:
            phase = .connected
            return .reroute
        case .handshaking, .connected: return .reroute
        case .idle, .gathering, .gathered, .closed: return .nothing
        }
    }

    /// The handshake gave keys; false if that comes at the wrong time.
    mutating func keyed() -> Bool {
        guard phase == .handshaking else { return false }
        phase = .connected
        return true
    }

    /// ICE has no pair any more.
    mutating func failed() -> Failed {
        hasFailed = true
        return phase == .connected ? .close : .wait
    }

    /// A new generation begins. Before the first is connected it just goes on with other credentials.
    mutating func restart() throws(TransportError) {
        switch phase {
        case .connected, .restarting: phase = .restarting
        case .connecting, .handshaking: break
        case .idle, .gathering, .gathered, .closed: throw .wrongState(name)
        }
    }

    /// Why the deadline of connecting or restarting ends the transport; nil if it was met.
    func overdue() -> TransportCloseReason? {
        switch phase {
        case .connecting: hasFailed ? .iceFailed : .connectTimeout
        case .handshaking: .connectTimeout
        case .restarting: .iceFailed
        case .idle, .gathering, .gathered, .connected, .closed: nil
        }
    }

    /// The end; false if it was before.
    mutating func close() -> Bool {
        guard phase != .closed else { return false }
        phase = .closed
        return true
    }
}

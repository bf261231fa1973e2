// SPDX-License-Identifier: Apache-2.0

internal import RTP

/// An ICE-lite agent (RFC 8445 §2.5) of one peer on a ``MediaPort``: it answers checks and sends none. The peer always
/// controls (§6.1.1) and nominates.
///
/// Owned by one ``PeerTransport``, which closes it. Loop's thread only.
final class LiteAgent: ICEEndpoint {
    private let port: MediaPort
    private let number: Int
    private unowned let owner: any ICEEndpointOwner
    private var state: LiteState
    private var isOpen = true

    /// When the peer last sent an authentic check, or anything else by a path that such a check came by.
    private(set) var lastArrival: MonotonicTime

    /// Takes a user fragment on the port.
    ///
    /// - Throws: ``TransportError/portFull``, ``TransportError/wrongState(_:)`` if the port is closed.
    init(port: MediaPort, owner: any ICEEndpointOwner) throws(TransportError) {
        self.port = port
        self.owner = owner
        number = port.number()
        lastArrival = port.loop.now
        state = LiteState(Self.generation(port))
        try port.add(self, state.current.fragment)
    }

    /// Fresh credentials with a fragment that nobody on the port has.
    private static func generation(_ port: MediaPort) -> LocalGeneration {
        var generation = LocalGeneration.random()
        while port.knows(generation.fragment) { generation = .random() }
        return generation
    }

    // MARK: - What the transport asks for

    func gather() throws(TransportError) {
        guard isOpen, port.isOpen else { throw .wrongState("closed") }
        // The sockets are bound: there is nothing to wait for.
        owner.iceDidGather()
    }

    func credentials() -> ICECredentials {
        state.current.credentials
    }

    func localCandidates() -> [ICECandidate] { port.candidates }

    /// The peer's checks say all that there is to know. A pair that they nominated before the peer was described
    /// counts from now on.
    func setRemote(_ credentials: ICECredentials, _ candidates: [ICECandidate]) {
        guard isOpen, state.previous == nil, let path = state.selected else { return }
        owner.iceDidSelect(.direct(port.route(path, of: number)))
    }

    func addRemote(_ candidates: [ICECandidate]) {}

    func keepChecking(_ isLooking: Bool) {}

    func restart() throws(TransportError) -> ICECredentials {
        guard isOpen else { throw .wrongState("closed") }
        let next = Self.generation(port)
        try port.add(self, next.fragment)
        let before = state.fragments
        for path in state.restart(next) { port.forget(path) }
        removeFragments(of: before)
        return credentials()
    }

    func send(_ datagram: Span<UInt8>) -> Bool {
        guard isOpen, let path = state.selected else { return false }
        return port.send(datagram, by: path, of: number)
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        for fragment in state.fragments { port.remove(fragment) }
        for path in state.paths { port.forget(path) }
    }

    // MARK: - What the port brings

    /// A datagram that is not STUN, by a known path.
    func receive(_ datagram: Span<UInt8>) {
        hear()
        owner.iceDidReceive(datagram)
    }

    /// The peer shows that it lives.
    func hear() {
        lastArrival = port.loop.now
    }

    /// Answers a check for one of our fragments, if it is authentic (RFC 8445 §7.3).
    func answer(
        _ check: STUNMessage,
        in datagram: Span<UInt8>,
        from path: MediaPath,
        _ fragment: LocalFragment
    ) {
        guard state.admitsCheck(now: port.loop.now) else { return port.drop(.tooManyChecks) }
        guard let generation = state.generation(fragment), check.isAuthentic(in: datagram, generation.key)
        else { return port.drop(.unprovenCheck) }
        var answer = Self.answer(to: check, from: path)
        answer.message.sign(generation.key)
        // Whoever lies about where a check comes from must not gain by it (S11).
        guard answer.message.bytes.count <= datagram.count else { return port.drop(.shortCheck) }
        if answer.isSuccess {
            guard port.give(path, to: self) else { return }
            if let gone = state.note(path, fragment, now: port.loop.now) { port.forget(gone) }
            port.statistics.checksAnswered &+= 1
        } else {
            port.statistics.checksRefused &+= 1
        }
        hear()
        _ = port.send(answer.message.bytes.span, by: path, of: number)
        if answer.isSuccess, check.nominates { select(path, fragment) }
    }

    /// Another peer proved that `path` is its own now.
    func lose(_ path: MediaPath) {
        if state.lose(path) { owner.iceDidLosePath() }
    }

    private static func answer(
        to check: STUNMessage, from path: MediaPath
    ) -> (message: STUNBuilder, isSuccess: Bool) {
        if check.unknown.count > 0 {
            // RFC 8489 §6.3.1.
            var refusal = STUNBuilder(.failure, check.transaction)
            refusal.add(errorCode: 420)
            refusal.add(unknownAttributes: check.unknown.list)
            return (refusal, false)
        }
        if case .controlled = check.role {
            // RFC 8445 §7.3.1.1: a lite agent can't control, so the peer must.
            var refusal = STUNBuilder(.failure, check.transaction)
            refusal.add(errorCode: 487)
            return (refusal, false)
        }
        var success = STUNBuilder(.success, check.transaction)
        success.add(mappedAddress: path.remote)
        return (success, true)
    }

    private func select(_ path: MediaPath, _ fragment: LocalFragment) {
        let before = state.fragments
        guard state.nominate(path, fragment) else { return }
        removeFragments(of: before)
        owner.iceDidSelect(.direct(port.route(path, of: number)))
    }

    /// Has the port forget those that the state has no longer.
    private func removeFragments(of before: [LocalFragment]) {
        let left = state.fragments
        for fragment in before where !left.contains(fragment) { port.remove(fragment) }
    }
}

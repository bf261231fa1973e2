// SPDX-License-Identifier: Apache-2.0

internal import RTP

/// A ``DTLSSession`` with what it lacks: its timer, its deadline, and room for what comes before it starts.
///
/// Owned by one ``PeerTransport``, which closes it. Loop's thread only.
final class DTLSAssociation {
    private let loop: EventLoop
    private let send: (Span<UInt8>) -> Void
    private let report: (DTLSSession.Progress) -> Void

    private var session: DTLSSession?
    /// DTLS datagrams that came before the start: a peer may know of the pair sooner than we do.
    private var early: [[UInt8]] = []
    private var timer: LoopTimer?
    private var deadline = MonotonicTime(nanoseconds: 0)
    /// What was reported last; repetitions are not.
    private var progress = DTLSSession.Progress.handshaking

    /// - Parameters:
    ///   - loop: whose timer it uses.
    ///   - send: takes one datagram, valid during the call; one that doesn't leave is sent again.
    ///   - report: called when the handshake is done, and when the association has ended or failed. Not `.handshaking`.
    init(
        loop: EventLoop,
        send: @escaping (Span<UInt8>) -> Void,
        report: @escaping (DTLSSession.Progress) -> Void
    ) {
        self.loop = loop
        self.send = send
        self.report = report
    }

    /// Begins the handshake. Its end may be reported during the call.
    ///
    /// - Throws: ``TransportError/crypto(_:call:)``.
    func start(identity: DTLSIdentity, isClient: Bool) throws(TransportError) {
        let session = try DTLSSession(identity: identity, isClient: isClient, send: send)
        self.session = session
        deadline = loop.now.advanced(milliseconds: Int64(TransportLimits.handshakeSeconds * 1_000))
        timer = LoopTimer(loop: loop) { [unowned self] in timerDidFire() }
        advance(session.start())
        let waiting = early
        early = []
        for datagram in waiting { _ = receive(datagram.span) }
    }

    /// Takes one datagram; false if there is no place for it.
    func receive(_ datagram: Span<UInt8>) -> Bool {
        guard let session else {
            guard timer == nil, early.count < TransportLimits.earlyHandshakeDatagrams else { return false }
            early.append(unsafe datagram.withUnsafeBufferPointer { unsafe Array($0) })
            return true
        }
        advance(session.receive(datagram))
        return true
    }

    /// Whether the peer's certificate is one that its description promised. Once established.
    func peerMatches(_ fingerprints: [(algorithm: String, bytes: [UInt8])]) -> Bool {
        session?.peerMatches(fingerprints) ?? false
    }

    /// The keys of both directions; nil if no profile was agreed on. Once established.
    func keys() throws(TransportError) -> DTLSSession.Keys? {
        try session?.keys()
    }

    /// Frees everything. Nothing is reported any more.
    ///
    /// - Parameter saysGoodbye: whether the peer hears of it.
    func close(saysGoodbye: Bool) {
        if saysGoodbye { session?.close() }
        timer?.cancel()
        session = nil
        early = []
    }

    private func timerDidFire() {
        guard let session, progress == .handshaking else { return }
        if loop.now >= deadline {
            advance(.failed("no end within \(TransportLimits.handshakeSeconds) s"))
        } else {
            advance(session.retry())
        }
    }

    private func advance(_ next: DTLSSession.Progress) {
        // Once keyed, only a close_notify ends the association.
        if case .failed = next, progress == .established { return }
        guard next != progress || next == .handshaking else { return }
        progress = next
        if next == .handshaking {
            arm()
        } else {
            timer?.stop()
            report(next)
        }
    }

    /// Sets the timer to the next retransmission or the deadline, whichever is sooner.
    private func arm() {
        guard let session else { return }
        let left = max(0, Int(deadline.milliseconds(since: loop.now))) + 1
        timer?.start(afterMilliseconds: min(session.retryMilliseconds ?? left, left))
    }
}

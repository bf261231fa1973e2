// SPDX-License-Identifier: Apache-2.0

public import RTP

/// ICE, DTLS and SRTP to one peer: media in and out over one pair of addresses.
///
/// Made and touched on its loop's thread only. It holds its delegate until it closes, and whoever makes it closes it:
/// sockets, keys and timers live that long. What it frees, in which order:
/// 1. datagrams that wait in the loop leave, a close_notify after them;
/// 2. the timers;
/// 3. the way out (`SendLane`), so that nothing is sent on a descriptor of somebody else's;
/// 4. ICE: polls, then its sockets, then its context, then its port;
/// 5. DTLS and SRTP;
/// 6. the delegate hears of it, last.
public final class PeerTransport {
    let loop: EventLoop
    let identity: DTLSIdentity
    let lane = SendLane()
    var delegate: (any PeerTransportDelegate)?
    var state = PeerTransportState()

    let owesConsent: Bool
    private var ice: (any ICEEndpoint)?
    /// A pair is selected, but only `ice` can send on it.
    var isRelayed = false

    private var gathered: ((Result<(ICECredentials, [ICECandidate]), TransportError>) -> Void)?
    private var fingerprints: [(algorithm: String, bytes: [UInt8])] = []
    private var isDTLSClient = false
    private var association: DTLSAssociation?

    /// Gathering, connecting, restarting: one at a time. Connected: looks for silence.
    private var deadline: LoopTimer?

    var sender: SRTPSender?
    var receiver: SRTPReceiver?
    var counters = TransportStatistics()

    /// When an authentic packet last arrived; before the first, when the transport was made.
    public internal(set) var lastReceived: MonotonicTime
    /// The profile that DTLS agreed on; nil before it is connected.
    public private(set) var profile: SRTPProfile?

    /// For load generators: RTP of payload type n is handed on as it came, neither authenticated nor decrypted, if bit n
    /// is set. Whoever only counts packets pays for no cipher then. Zero, as everywhere else, trusts nothing.
    public var undecryptedPayloadTypes: UInt128 = 0

    /// For tests, which can't wait half a minute.
    var consentMilliseconds = TransportLimits.consentSeconds * 1_000
    var consentCheckMilliseconds = TransportLimits.consentCheckSeconds * 1_000

    /// Claims descriptors and a port; ``gather(_:)`` binds it.
    ///
    /// - Parameters:
    ///   - loop: where everything happens.
    ///   - identity: our certificate.
    ///   - ice: addresses, ports and servers, for a transport with sockets of its own.
    ///   - port: the port that the loop's peers share, for one without: then we are ICE lite (RFC 8445 §2.5), which the
    ///     description must say, and the peer controls. It must outlive the transport.
    ///   - consent: whether the peer must keep answering checks (RFC 7675): it is gone when nothing came for 25 s or
    ///     when no check was answered for 50. False for publishers such as FFmpeg, which never answer: then only
    ///     ``lastReceived`` tells.
    ///   - controlling: whether we made the offer (RFC 8445 §6.1.1). Means nothing with a port.
    ///   - delegate: hears what happens; held until the transport closes.
    /// - Throws: ``TransportError/portsExhausted``, ``TransportError/noDescriptors(errno:)``,
    ///   ``TransportError/invalidAddress(_:)``, ``TransportError/ice(_:)``, ``TransportError/portFull``.
    public init(
        loop: EventLoop,
        identity: DTLSIdentity,
        ice: ICEConfiguration,
        port: MediaPort? = nil,
        consent: Bool,
        controlling: Bool,
        delegate: any PeerTransportDelegate
    ) throws(TransportError) {
        loop.checkIsolated()
        self.loop = loop
        self.identity = identity
        self.delegate = delegate
        owesConsent = consent
        lastReceived = loop.now
        if let port {
            self.ice = try LiteAgent(port: port, owner: self)
        } else if ice.agent == .client {
            self.ice = try ClientAgent(loop: loop, owner: self, configuration: ice)
        } else {
            self.ice = try ICEAgent(
                loop: loop,
                owner: self,
                configuration: ice,
                checksConsent: consent,
                isControlling: controlling
            )
        }
        lane.didCongest = { [unowned self] in self.delegate?.transportIsCongested(self) }
    }

    deinit {
        deadline?.cancel()
        lane.close()
        ice?.close()
    }

    /// What it counted so far.
    public var statistics: TransportStatistics {
        var all = counters
        all.drops[.congested] &+= lane.congested
        all.drops[.sendFailed] &+= lane.failed
        all.drops[.noRoute] &+= lane.unrouted
        return all
    }

    // MARK: - Connecting

    /// Binds sockets and finds our candidates.
    ///
    /// - Parameter done: called once, during the call if no server is to be asked, else within 2 s; with
    ///   ``TransportError/bindFailed``, ``TransportError/portsExhausted`` or ``TransportError/noDescriptors(errno:)``
    ///   if there is no socket. Not called after `close`.
    public func gather(_ done: @escaping (Result<(ICECredentials, [ICECandidate]), TransportError>) -> Void) {
        do throws(TransportError) {
            try state.gather()
            guard let ice else { throw .wrongState(state.name) }
            gathered = done
            setDeadline(seconds: TransportLimits.gatherSeconds)
            try ice.gather()
        } catch {
            gathered = nil
            deadline?.stop()
            done(.failure(error))
        }
    }

    /// Starts to connect to the peer that was described.
    ///
    /// - Parameters:
    ///   - remote: its credentials.
    ///   - candidates: may be none: the peer's own checks show where it is (RFC 8445 §7.3.1.3).
    ///   - fingerprints: of the peer's certificate; algorithm as in SDP, bytes raw. One of the strongest algorithm
    ///     that we know must match.
    ///   - isDTLSClient: whether our `a=setup` is `active` (RFC 8842 §5.3).
    /// - Throws: ``TransportError/wrongState(_:)`` unless gathered, ``TransportError/ice(_:)``.
    public func start(
        remote: ICECredentials,
        candidates: [ICECandidate],
        fingerprints: [(algorithm: String, bytes: [UInt8])],
        isDTLSClient: Bool
    ) throws(TransportError) {
        try state.start()
        guard let ice else { throw .wrongState(state.name) }
        association = DTLSAssociation(
            loop: loop,
            send: { [unowned self] datagram in _ = self.ice?.send(datagram) },
            report: { [unowned self] progress in associationDid(progress) }
        )
        self.fingerprints = fingerprints
        self.isDTLSClient = isDTLSClient
        setDeadline(seconds: TransportLimits.connectSeconds)
        try ice.setRemote(remote, candidates)
    }

    /// Adds candidates of the peer's present generation, as they trickle in. Ignored after `close`.
    public func addRemoteCandidates(_ candidates: [ICECandidate]) {
        ice?.addRemote(candidates)
    }

    /// Begins a new ICE generation (RFC 8445 §9). The old pair carries media until a new one is validated; if none is
    /// within 15 s the transport ends.
    ///
    /// - Returns: our new credentials; the candidates stay.
    /// - Throws: ``TransportError/wrongState(_:)`` unless started.
    public func restartICE() throws(TransportError) -> ICECredentials {
        try state.restart()
        guard let ice else { throw .wrongState(state.name) }
        setDeadline(seconds: TransportLimits.connectSeconds)
        return try ice.restart()
    }

    /// Sets the peer's half of the new generation.
    public func setRemoteAfterRestart(_ credentials: ICECredentials, candidates: [ICECandidate]) {
        // The only cause of a refusal is a stream that doesn't exist.
        try? ice?.setRemote(credentials, candidates)
    }

    /// Ends the transport: a close_notify to the peer, everything freed, the delegate told. Again does nothing.
    public func close() {
        close(.closedByUs)
    }

    func close(_ reason: TransportCloseReason) {
        guard state.close() else { return }
        loop.datagrams.flush()
        association?.close(saysGoodbye: reason != .closedByPeer)
        deadline?.cancel()
        lane.close()
        ice?.close()
        ice = nil
        association = nil
        sender = nil
        receiver = nil
        gathered = nil
        let last = delegate
        delegate = nil
        last?.transport(self, didClose: reason)
    }

    // MARK: - Deadlines

    private func setDeadline(seconds: Int) {
        let timer: LoopTimer
        if let deadline {
            timer = deadline
        } else {
            timer = LoopTimer(loop: loop) { [unowned self] in deadlineDidPass() }
            deadline = timer
        }
        timer.start(afterMilliseconds: seconds * 1_000)
    }

    private func deadlineDidPass() {
        if state.phase == .gathering {
            finishGathering()
        } else if let reason = state.overdue() {
            close(reason)
        } else if state.phase == .connected {
            if loop.now.milliseconds(since: ice?.lastArrival ?? loop.now) > consentMilliseconds {
                close(.consentExpired)
            }
        }
    }

    /// Connected: the timer looks for silence, if the peer owes us anything, and ICE has no hurry.
    func watchConsent() {
        ice?.keepChecking(false)
        if owesConsent {
            let period = consentCheckMilliseconds
            deadline?.start(afterMilliseconds: period, repeatingMilliseconds: period)
        } else {
            deadline?.stop()
        }
    }

    func finishGathering() {
        guard state.gathered(), let done = gathered, let ice else { return }
        gathered = nil
        deadline?.stop()
        do throws(TransportError) {
            done(.success((try ice.credentials(), ice.localCandidates())))
        } catch {
            done(.failure(error))
        }
    }

    // MARK: - The handshake

    func startHandshake() {
        do throws(TransportError) {
            try association?.start(identity: identity, isClient: isDTLSClient)
        } catch {
            close(.dtlsFailed(error.reason))
        }
    }

    /// Takes a DTLS datagram; one that comes before a pair is selected waits for it.
    func receiveHandshake(_ datagram: Span<UInt8>) {
        if association?.receive(datagram) != true { drop(.unexpectedHandshake) }
    }

    private func associationDid(_ progress: DTLSSession.Progress) {
        switch progress {
        case .handshaking: break
        case .established: didHandshake()
        case .closed: close(.closedByPeer)
        case .failed(let text): close(.dtlsFailed(text))
        }
    }

    private func didHandshake() {
        guard let association else { return }
        guard association.peerMatches(fingerprints) else { return close(.fingerprintMismatch) }
        do throws(TransportError) {
            guard let keys = try association.keys() else {
                return close(.dtlsFailed("no SRTP profile in common"))
            }
            sender = try SRTPSender(keys.local)
            receiver = try SRTPReceiver(keys.remote)
            profile = keys.local.profile
        } catch {
            return close(.dtlsFailed(error.reason))
        }
        guard state.keyed() else { return }
        watchConsent()
        delegate?.transportDidConnect(self)
    }

    /// Hands one datagram to ICE, for a pair that has no socket of its own.
    func sendThroughICE(_ datagram: Span<UInt8>) -> Bool {
        ice?.send(datagram) ?? false
    }
}

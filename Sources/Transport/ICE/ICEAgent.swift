// SPDX-License-Identifier: Apache-2.0

internal import CNice
internal import Glibc
internal import RTP

/// One libnice agent with one stream of one component, and the `GMainContext` that it runs in.
///
/// The context is pumped by the loop: see `ICEAgent+Pump.swift`. Everything happens on the loop's thread, which owns
/// the context for good, so that libnice calls back directly. Owns agent, context and port; `close` frees them, at
/// once or, inside one of libnice's own calls, at its end.
@safe final class ICEAgent: ICEEndpoint {
    private enum Phase {
        case open
        /// To be freed as soon as none of libnice's functions is on the stack.
        case closing
        /// Waits for TURN servers.
        case releasing
        case freed
    }

    let loop: EventLoop
    unowned let owner: any ICEEndpointOwner
    let agent: OpaquePointer
    let context: OpaquePointer
    let stream: UInt32
    let configuration: ICEConfiguration

    private var port: UInt16?
    private var phase = Phase.open
    private var releaseTimer: LoopTimer?
    /// How many of libnice's functions are on the stack.
    private var depth = 0

    // For the pump.
    var pump: PumpState
    /// When a datagram last came from the peer's address, STUN too; exact to
    /// ``TransportLimits/arrivalMilliseconds``.
    var lastArrival: MonotonicTime
    /// The selected pair's socket and the peer's address; nil for a relayed one.
    var route: Route?

    static let component: UInt32 = 1

    /// Makes the agent and claims its port; nothing is bound yet.
    ///
    /// - Throws: ``TransportError/noDescriptors(errno:)``, ``TransportError/portsExhausted``,
    ///   ``TransportError/invalidAddress(_:)``, ``TransportError/ice(_:)``.
    init(
        loop: EventLoop,
        owner: any ICEEndpointOwner,
        configuration: ICEConfiguration,
        checksConsent: Bool,
        isControlling: Bool
    ) throws(TransportError) {
        GLibLog.takeOver()
        try DescriptorReserve.check(2)
        if let range = configuration.portRange {
            guard let port = PortPool.claim(in: range) else { throw .portsExhausted }
            self.port = port
        }
        self.loop = loop
        self.owner = owner
        self.configuration = configuration
        lastArrival = loop.now
        // SAFETY: freed in `free`, the context after the agent that refers to it.
        unsafe context = g_main_context_new()
        let owned = unsafe g_main_context_acquire(context)
        precondition(owned != 0, "a new context belongs to nobody")
        // Regular nomination: RFC 8445 §8.1.1 dropped the aggressive one. Trickle: a peer's candidates may come
        // late, so that pairs that failed are not the end yet.
        let options = NICE_AGENT_OPTION_REGULAR_NOMINATION.rawValue | NICE_AGENT_OPTION_ICE_TRICKLE.rawValue
        unsafe agent = nice_agent_new_full(
            context,
            NICE_COMPATIBILITY_RFC5245,
            NiceAgentOption(rawValue: options)
        )
        stream = unsafe nice_agent_add_stream(agent, 1)
        pump = PumpState()
        unsafe CNice_setUnsigned(agent, "stun-pacing-timer", TransportLimits.checkPaceMilliseconds)
        unsafe CNice_setBoolean(agent, "upnp", 0)
        unsafe CNice_setBoolean(agent, "ice-tcp", 0)
        unsafe CNice_setBoolean(agent, "controlling-mode", isControlling ? 1 : 0)
        // Not libnice's consent freshness: its 10 s let one lost check in five seconds end a session. Checks go on
        // all the same, and PeerTransport keeps RFC 7675's 30 s.
        unsafe CNice_setBoolean(agent, "keepalive-conncheck", checksConsent ? 1 : 0)
        try configure()
        connectSignals()
    }

    deinit {
        // For an `init` that threw and an owner that went without `close`.
        free()
    }

    // MARK: - Gathering

    /// Binds sockets and, with servers, asks them. ``ICEEndpointOwner/iceDidGather()`` comes during the call if
    /// there is nobody to ask.
    ///
    /// - Throws: ``TransportError/noDescriptors(errno:)``, ``TransportError/portsExhausted``,
    ///   ``TransportError/bindFailed``.
    func gather() throws(TransportError) {
        // A socket per address, and a few for libnice's own look at interfaces.
        try DescriptorReserve.check(max(configuration.localAddresses.count, 8) + 2)
        for _ in 0..<TransportLimits.portAttempts {
            if let port {
                unsafe nice_agent_set_port_range(agent, stream, Self.component, UInt32(port), UInt32(port))
            }
            if entering({ unsafe nice_agent_gather_candidates(agent, stream) }) != 0 {
                if isOpen { refuseShortRequests() }
                return
            }
            guard isOpen else { throw .wrongState("closed") }
            // Somebody outside this process holds the port.
            guard let range = configuration.portRange, let taken = port else { throw .bindFailed }
            port = PortPool.claim(in: range)
            PortPool.release(taken)
            if port == nil { throw .portsExhausted }
        }
        throw .portsExhausted
    }

    /// Our user fragment and password of the present generation.
    func credentials() throws(TransportError) -> ICECredentials {
        var ufrag: UnsafeMutablePointer<CChar>?
        var password: UnsafeMutablePointer<CChar>?
        guard
            unsafe nice_agent_get_local_credentials(agent, stream, &ufrag, &password) != 0,
            let ufrag = unsafe ufrag,
            let password = unsafe password
        else { throw .ice("tell its credentials") }
        defer {
            unsafe g_free(ufrag)
            unsafe g_free(password)
        }
        return unsafe ICECredentials(ufrag: String(cString: ufrag), password: String(cString: password))
    }

    // MARK: - The remote side

    /// Sets the peer's credentials of the present generation and its candidates so far.
    func setRemote(_ credentials: ICECredentials, _ candidates: [ICECandidate]) throws(TransportError) {
        let status = entering {
            unsafe nice_agent_set_remote_credentials(agent, stream, credentials.ufrag, credentials.password)
        }
        guard status != 0 else { throw .ice("take the peer's credentials") }
        addRemote(candidates)
    }

    /// Adds candidates; names and other families than ours are left out.
    func addRemote(_ candidates: [ICECandidate]) {
        guard isOpen else { return }
        var list: UnsafeMutablePointer<GSList>?
        for candidate in candidates.prefix(TransportLimits.remoteCandidates) {
            guard let native = unsafe NativeCandidate.make(candidate, stream: stream) else { continue }
            unsafe list = g_slist_append(list, native)
        }
        guard unsafe list != nil else { return }
        _ = entering { unsafe nice_agent_set_remote_candidates(agent, stream, Self.component, list) }
        unsafe g_slist_free_full(list) { candidate in
            unsafe nice_candidate_free(candidate?.assumingMemoryBound(to: NiceCandidate.self))
        }
    }

    /// How long libnice's timer goes on after the last check: short once there is a pair, since it ticks at the pace of
    /// checks and each tick costs as much as a packet; long while a pair is looked for, since it ends in failure.
    func keepChecking(_ isLooking: Bool) {
        guard isOpen else { return }
        unsafe CNice_setUnsigned(
            agent,
            "idle-timeout",
            isLooking ? TransportLimits.checkPatienceMilliseconds : TransportLimits.checkRestMilliseconds
        )
    }

    /// Begins a new generation (RFC 8445 §9): new credentials; the selected pair stays until a new one is found.
    func restart() throws(TransportError) -> ICECredentials {
        keepChecking(true)
        guard entering({ unsafe nice_agent_restart_stream(agent, stream) }) != 0 else {
            throw .ice("restart")
        }
        guard isOpen else { throw .wrongState("closed") }
        return try credentials()
    }

    /// Sends one datagram on the selected pair, whatever kind it is.
    func send(_ datagram: Span<UInt8>) -> Bool {
        guard isOpen else { return false }
        depth += 1
        let sent = unsafe datagram.withUnsafeBytes { bytes in
            let characters = unsafe bytes.assumingMemoryBound(to: CChar.self)
            return unsafe nice_agent_send(
                agent, stream, Self.component, UInt32(bytes.count), characters.baseAddress
            )
        }
        depth -= 1
        endIfPossible()
        return sent == Int32(datagram.count)
    }

    // MARK: - The end

    /// Frees everything: polls first, since sockets close with the agent; then the agent; then its context; then
    /// the port. Nothing is told to the owner any more. Closing twice does nothing.
    ///
    /// With TURN servers it lingers for a moment, to have them forget its allocations.
    func close() {
        guard isOpen else { return }
        phase = .closing
        route = nil
        endIfPossible()
    }

    /// Whether callbacks still mean something.
    var isOpen: Bool { phase == .open }

    /// Calls into libnice, which may call back, which may close this agent: what it stands on is freed afterwards, so
    /// a caller that goes on looks at ``isOpen`` first.
    func entering<Value>(_ body: () -> Value) -> Value {
        depth += 1
        let value = body()
        if depth == 1, phase == .open || phase == .releasing { settle() }
        depth -= 1
        endIfPossible()
        return value
    }

    private func endIfPossible() {
        guard phase == .closing, depth == 0 else { return }
        if configuration.turn.isEmpty {
            free()
        } else {
            phase = .releasing
            releaseRelays()
        }
    }

    /// Tells TURN servers to forget our allocations (RFC 8656 §3.9); one that misses it does so in ten minutes.
    private func releaseRelays() {
        let timer = LoopTimer(loop: loop) { [self] in free() }
        timer.start(afterMilliseconds: TransportLimits.releaseMilliseconds)
        releaseTimer = timer
        entering { unsafe nice_agent_remove_stream(agent, stream) }
    }

    private func free() {
        guard phase != .freed else { return }
        phase = .freed
        releaseTimer?.cancel()
        releaseTimer = nil
        stopPump()
        unsafe CNice_disconnectAndRelease(agent, Unmanaged.passUnretained(self).toOpaque())
        unsafe g_main_context_release(context)
        unsafe g_main_context_unref(context)
        if let port { PortPool.release(port) }
    }
}

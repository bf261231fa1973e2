// SPDX-License-Identifier: Apache-2.0

internal import CShims
internal import RTP

/// A light ICE agent of a client: it controls, checks the server's candidates from one socket a family, and takes the
/// first pair that is answered. For servers whose candidates can be reached, lite or full; it asks no STUN or TURN server.
///
/// Costs one socket a family and a timer, and its sockets are read with ``ReceiveBatch``, many datagrams a call. Owned
/// by one ``PeerTransport``, which closes it. Loop's thread only.
final class ClientAgent: ICEEndpoint {
    private let loop: EventLoop
    private unowned let owner: any ICEEndpointOwner
    private let sockets: [UDPSocket]
    private let candidates: [ICECandidate]

    private var local: LocalGeneration
    private var remote: (credentials: ICECredentials, key: STUNKey)?
    private var list = CheckList()
    private var timer: LoopTimer?
    private var isOpen = true

    /// When the peer last sent an authentic check or answer, or anything else by a pair that was answered.
    private(set) var lastArrival: MonotonicTime

    /// The greatest, so that a server that wants to control gives way (RFC 8445 §7.3.1.1).
    private static let tiebreaker = UInt64.max
    /// What a peer-reflexive candidate of ours would have (RFC 8445 §5.1.2: type preference 110, component 1).
    private static let priority: UInt32 = 110 << 24 | 65_535 << 8 | 255

    /// Binds a socket on the first local address of each family, or on any address if none is named.
    ///
    /// - Throws: ``TransportError/invalidAddress(_:)``, ``TransportError/noDescriptors(errno:)``,
    ///   ``TransportError/portRefused(address:port:errno:)``.
    init(
        loop: EventLoop, owner: any ICEEndpointOwner, configuration: ICEConfiguration
    ) throws(TransportError) {
        self.loop = loop
        self.owner = owner
        lastArrival = loop.now
        local = .random()
        sockets = try Self.sockets(configuration.localAddresses)
        candidates = sockets.enumerated().compactMap { place, socket in
            Self.candidate(socket.local, place)
        }
        for (place, socket) in sockets.enumerated() {
            // Without it, on an old kernel, each datagram costs a copy of its own.
            _ = CShims_joinDatagrams(socket.descriptor)
            // Without it a datagram's time is that of its reading, which a busy reader comes to late.
            _ = socket.stampArrivals()
            try socket.watch(on: loop) { [unowned self] descriptor in
                receive(from: descriptor, UInt8(truncatingIfNeeded: place))
            }
        }
    }

    deinit {
        close()
    }

    private static func sockets(_ literals: [String]) throws(TransportError) -> [UDPSocket] {
        var sockets: [UDPSocket] = []
        for literal in literals.isEmpty ? ["0.0.0.0", "::"] : literals {
            guard let address = IPAddress(literal) else { throw .invalidAddress(literal) }
            guard !sockets.contains(where: { $0.local.isIPv6 == address.isIPv6 }) else { continue }
            do throws(TransportError) {
                sockets.append(try UDPSocket(SocketAddress(address, port: 0)))
            } catch {
                // Nobody asked for this family: a machine may be without it.
                guard literals.isEmpty, !sockets.isEmpty else { throw error }
            }
        }
        return sockets
    }

    /// A host candidate; none for a socket on any address, which the server's eyes will find.
    private static func candidate(_ local: SocketAddress, _ place: Int) -> ICECandidate? {
        guard local.high != 0 || local.low != 0 else { return nil }
        return ICECandidate(
            foundation: "\(place + 1)",
            priority: 126 << 24 | (65_535 - UInt32(place)) << 8 | 255,
            address: local.addressText,
            port: local.port,
            type: .host
        )
    }

    // MARK: - What the transport asks for

    func gather() {
        owner.iceDidGather()
    }

    func credentials() -> ICECredentials { local.credentials }

    func localCandidates() -> [ICECandidate] { candidates }

    func setRemote(_ credentials: ICECredentials, _ candidates: [ICECandidate]) {
        guard isOpen else { return }
        remote = (credentials, STUNKey(password: credentials.password))
        addRemote(candidates)
        check()
    }

    func addRemote(_ candidates: [ICECandidate]) {
        for candidate in candidates.sorted(by: { $0.priority > $1.priority }) {
            guard candidate.port != 0, let address = IPAddress(candidate.address) else { continue }
            for (place, socket) in sockets.enumerated() where socket.local.isIPv6 == address.isIPv6 {
                let remote = SocketAddress(address, port: candidate.port)
                list.add(MediaPath(socket: UInt8(truncatingIfNeeded: place), remote: remote))
            }
        }
    }

    func keepChecking(_ isLooking: Bool) {}

    func restart() throws(TransportError) -> ICECredentials {
        guard isOpen else { throw .wrongState("closed") }
        local = .random()
        remote = nil
        list.restart()
        return credentials()
    }

    func send(_ datagram: Span<UInt8>) -> Bool {
        guard isOpen, let path = list.selected else { return false }
        return send(datagram, by: path)
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        timer?.cancel()
        timer = nil
        for socket in sockets { socket.close() }
    }

    // MARK: - Checks of ours

    /// Sends the check that is due and sets the timer for the next.
    private func check() {
        guard isOpen, let remote else { return }
        if let path = list.next() { check(path, remote.credentials, remote.key) }
        let timer = self.timer ?? LoopTimer(loop: loop) { [unowned self] in check() }
        self.timer = timer
        timer.start(
            afterMilliseconds: list.isLooking
                ? TransportLimits.clientCheckMilliseconds
                : Int.random(in: TransportLimits.clientConsentMilliseconds)
        )
    }

    private func check(_ path: MediaPath, _ remote: ICECredentials, _ key: STUNKey) {
        var check = STUNBuilder(.request, list.transaction(of: path, fresh: .random()))
        check.add(username: "\(remote.ufrag):\(local.fragment.text)")
        check.add(priority: Self.priority)
        check.add(role: .controlling(Self.tiebreaker))
        // The first pair that is answered is as good as any.
        check.addUseCandidate()
        check.sign(key)
        _ = send(check.bytes.span, by: path)
    }

    private func didSucceed(_ path: MediaPath) {
        guard list.isLooking, let remote else { return }
        let isAmongOthers = list.select(path)
        // Its last word counts, where the server may have taken another pair's check for it.
        if isAmongOthers { check(path, remote.credentials, remote.key) }
        timer?.start(
            afterMilliseconds: Int.random(in: TransportLimits.clientConsentMilliseconds)
        )
        owner.iceDidSelect(.direct(route(path)))
    }

    // MARK: - The way in

    private func receive(from descriptor: Int32, _ socket: UInt8) {
        loop.arrivals.receive(from: descriptor) { datagram, source in
            take(datagram, MediaPath(socket: socket, remote: source))
        }
    }

    private func take(_ datagram: Span<UInt8>, _ path: MediaPath) {
        guard isOpen else { return }
        if case .stun = DatagramKind(datagram) { return takeMessage(datagram, path) }
        guard list.isValid(path) else { return }
        lastArrival = loop.now
        owner.iceDidReceive(datagram)
    }

    private func takeMessage(_ datagram: Span<UInt8>, _ path: MediaPath) {
        guard let message = try? STUNMessage(datagram) else { return }
        switch message.kind {
        case .request: answer(message, datagram, path)
        case .success:
            guard let remote, message.isAuthentic(in: datagram, remote.key),
                list.succeed(message.transaction, by: path)
            else { return }
            lastArrival = loop.now
            didSucceed(path)
        case .failure, .indication: break
        }
    }

    /// Answers a full agent's check (RFC 8445 §7.3), and checks where it came from.
    private func answer(_ check: STUNMessage, _ datagram: Span<UInt8>, _ path: MediaPath) {
        guard LocalFragment(username: check.username, in: datagram) == local.fragment,
            check.isAuthentic(in: datagram, local.key)
        else { return }
        lastArrival = loop.now
        list.add(path)
        var answer: STUNBuilder
        if case .controlling = check.role {
            answer = STUNBuilder(.failure, check.transaction)
            answer.add(errorCode: 487)
        } else {
            answer = STUNBuilder(.success, check.transaction)
            answer.add(mappedAddress: path.remote)
        }
        answer.sign(local.key)
        guard answer.bytes.count <= datagram.count else { return }
        _ = send(answer.bytes.span, by: path)
    }

    private func route(_ path: MediaPath) -> Route {
        let (storage, length) = path.remote.native
        return Route(
            descriptor: sockets[Int(path.socket)].descriptor, address: storage, addressLength: length
        )
    }

    private func send(_ datagram: Span<UInt8>, by path: MediaPath) -> Bool {
        DatagramSender.send(datagram, route(path))
    }
}

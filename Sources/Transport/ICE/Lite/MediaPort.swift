// SPDX-License-Identifier: Apache-2.0

internal import CShims
internal import Glibc
internal import RTP

/// One UDP port that all peers of a loop share: a socket on each local address, and the tables that tell whose a
/// datagram is.
///
/// A check (RFC 8445 §7.3) finds its ``LiteAgent`` by the user fragment in it; once its integrity is proven, what comes
/// from the same address is that peer's too. All else is dropped and counted (hardening S1, S3, S11). Media leaves by
/// the same sockets, straight from the loop's ``SendBatch``, so that viewers share system calls.
///
/// Made on its loop's thread or before the loop starts, touched on that thread only. Whoever makes it closes it, after
/// the transports that use it.
@safe public final class MediaPort {
    /// The port that was bound, the same on all addresses.
    public let port: UInt16
    /// What it counted so far.
    public internal(set) var statistics = MediaPortStatistics()

    let loop: EventLoop
    /// Our candidates, the same for all peers.
    let candidates: [ICECandidate]
    private(set) var isOpen = true

    private let sockets: [PortSocket]
    private var agents: [LocalFragment: LiteAgent] = [:]
    private var owners: [MediaPath: LiteAgent] = [:]
    /// Whose the last datagram was: the next one is mostly the same peer's.
    private var latest: (path: MediaPath, agent: LiteAgent)?
    private var peerCount = 0
    private var limiter = SourceLimiter(TransportLimits.sourceChecks)

    /// Binds the port on each address.
    ///
    /// - Parameters:
    ///   - loop: whose peers share it.
    ///   - port: the UDP port; 0 lets the system choose one that is free on all addresses.
    ///   - ice: local and announced addresses. Ranges and servers mean nothing here.
    /// - Throws: ``TransportError/portRefused(address:port:errno:)``, ``TransportError/invalidAddress(_:)``,
    ///   ``TransportError/bindFailed`` without an address, ``TransportError/noDescriptors(errno:)``.
    public init(loop: EventLoop, port: UInt16, ice: ICEConfiguration) throws(TransportError) {
        self.loop = loop
        let addresses = Array(ice.localAddresses.prefix(TransportLimits.localAddresses))
        let sockets = try Self.bind(addresses, port)
        guard let first = sockets.first else { throw .bindFailed }
        self.sockets = sockets
        self.port = first.port
        candidates = Self.candidates(sockets, Announcement(ice))
        for (place, socket) in sockets.enumerated() {
            try socket.watch(on: loop) { [unowned self] descriptor in
                receive(from: descriptor, UInt8(truncatingIfNeeded: place))
            }
        }
    }

    deinit {
        close()
    }

    /// Closes the sockets. Transports that still use it can send and receive no more; again does nothing.
    public func close() {
        guard isOpen else { return }
        isOpen = false
        for socket in sockets { socket.close() }
        latest = nil
        agents = [:]
        owners = [:]
    }

    private static func bind(_ addresses: [String], _ port: UInt16) throws(TransportError) -> [PortSocket] {
        var refusal = TransportError.bindFailed
        for _ in 0..<(port == 0 ? TransportLimits.portAttempts : 1) {
            do throws(TransportError) {
                var sockets: [PortSocket] = []
                for address in addresses {
                    sockets.append(try PortSocket(address: address, port: sockets.first?.port ?? port))
                }
                return sockets
            } catch {
                refusal = error
            }
        }
        throw refusal
    }

    /// Host candidates (RFC 8445 §5.1.2), best first as the addresses are, announced ones in place of local ones.
    private static func candidates(_ sockets: [PortSocket], _ announcement: Announcement) -> [ICECandidate] {
        let local = sockets.enumerated().map { place, socket in
            let preference = UInt32(UInt16.max) - UInt32(place)
            return ICECandidate(
                foundation: "\(place + 1)",
                // Type preference 126 of a host, component 1.
                priority: 126 << 24 | preference << 8 | 255,
                address: socket.address,
                port: socket.port,
                type: .host
            )
        }
        return announcement.apply(to: local)
    }

    // MARK: - For its agents

    /// Whether `fragment` is somebody's.
    func knows(_ fragment: LocalFragment) -> Bool {
        agents[fragment] != nil
    }

    /// The number of a new peer, by which it gets the socket that it sends by.
    func number() -> Int {
        defer { peerCount &+= 1 }
        return peerCount
    }

    /// Takes in a peer, or one more generation of it.
    ///
    /// - Throws: ``TransportError/portFull``, ``TransportError/wrongState(_:)`` after `close`.
    func add(_ agent: LiteAgent, _ fragment: LocalFragment) throws(TransportError) {
        guard isOpen else { throw .wrongState("closed") }
        guard agents.count < TransportLimits.generationsPerPort else { throw .portFull }
        precondition(agents[fragment] == nil, "fragments are chosen among those that nobody has")
        agents[fragment] = agent
    }

    /// A generation is over.
    func remove(_ fragment: LocalFragment) {
        agents[fragment] = nil
    }

    /// Gives `path` to `agent`, which an authentic check of its peer came by; false if it can't have it.
    ///
    /// Another peer keeps what it has while it is heard: somebody who may connect here and who lies about his address
    /// could else take the way of somebody else.
    func give(_ path: MediaPath, to agent: LiteAgent) -> Bool {
        if let owner = owners[path] {
            if owner === agent { return true }
            let silence = loop.now.milliseconds(since: owner.lastArrival)
            guard silence > TransportLimits.pathRestMilliseconds else {
                drop(.takenPath)
                return false
            }
            owner.lose(path)
        } else if owners.count >= TransportLimits.pathsPerPort {
            drop(.tooManyPaths)
            return false
        }
        latest = nil
        owners[path] = agent
        return true
    }

    /// Forgets a path.
    func forget(_ path: MediaPath) {
        latest = nil
        owners[path] = nil
    }

    /// How media of the peer with this number takes `path`.
    func route(_ path: MediaPath, of peer: Int) -> Route {
        let (storage, length) = path.remote.native
        return Route(
            descriptor: sockets[Int(path.socket)].descriptor(of: peer), address: storage,
            addressLength: length
        )
    }

    /// Sends one datagram at once; false if it did not leave.
    func send(_ datagram: Span<UInt8>, by path: MediaPath, of peer: Int) -> Bool {
        guard isOpen else { return false }
        return DatagramSender.send(datagram, route(path, of: peer))
    }

    func drop(_ reason: MediaPortDropReason) {
        statistics[reason] &+= 1
    }

    // MARK: - The way in

    private func receive(from descriptor: Int32, _ socket: UInt8) {
        loop.arrivals.receive(from: descriptor) { datagram, source in
            take(datagram, MediaPath(socket: socket, remote: source))
        }
    }

    private func take(_ datagram: Span<UInt8>, _ path: MediaPath) {
        if case .stun = DatagramKind(datagram) { return takeCheck(datagram, path) }
        guard let agent = owner(of: path) else { return drop(.unknownSource) }
        agent.receive(datagram)
    }

    private func owner(of path: MediaPath) -> LiteAgent? {
        if let latest, latest.path == path { return latest.agent }
        guard let owner = owners[path] else { return nil }
        latest = (path, owner)
        return owner
    }

    /// Sorts out what costs least to sort out first: only a fragment that somebody has makes us hash.
    private func takeCheck(_ datagram: Span<UInt8>, _ path: MediaPath) {
        guard let check = try? STUNMessage(datagram) else { return drop(.malformedCheck) }
        switch check.kind {
        case .request: break
        case .indication:
            // A keepalive (RFC 8445 §11) of somebody who is known, or nothing.
            guard let agent = owner(of: path) else { return drop(.unknownSource) }
            return agent.hear()
        case .success, .failure: return drop(.unexpectedMessage)
        }
        guard let fragment = LocalFragment(username: check.username, in: datagram),
            let agent = agents[fragment]
        else { return drop(.unknownUser) }
        let isKnown = owner(of: path) === agent
        guard isKnown || limiter.take(path.remote, now: loop.now) else { return drop(.tooManyChecks) }
        agent.answer(check, in: datagram, from: path, fragment)
    }
}

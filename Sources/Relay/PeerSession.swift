// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Transport

/// What a publisher and a subscriber have in common: a transport, and the SDP that was said about it.
///
/// Owned by its ``Publisher`` or ``Subscriber``; touched on the worker's thread only.
final class PeerSession {
    let id: PeerID
    let transport: PeerTransport
    private let identity: DTLSIdentity
    /// Whether we are an ICE lite agent, as one on a shared port is.
    private let isLite: Bool
    private let relay = PeerSessionEvents()

    private(set) var local: LocalTransport?
    private var remote: RemoteTransport?
    private var candidateCount = 0
    /// Who waits for candidates.
    private var gathering: ((Result<LocalTransport, RelayError>) -> Void)?

    /// Opens the peer's transport.
    ///
    /// - Parameters:
    ///   - id: the control plane's name for it.
    ///   - loop: the worker's, whose thread this is.
    ///   - port: the one that the worker's peers share; nil gives the peer sockets of its own.
    ///   - resources: the certificate and addresses that all peers share.
    ///   - consent: whether the peer must keep answering checks (RFC 7675). Publishers needn't: FFmpeg never does.
    ///   - controlling: whether we made the offer (RFC 8445 §6.1.1). On a shared port the peer controls.
    /// - Throws: ``RelayError/exhausted(_:)`` without a free port or descriptor.
    init(
        id: PeerID,
        loop: EventLoop,
        port: MediaPort?,
        resources: WorkerResources,
        consent: Bool,
        controlling: Bool
    ) throws(RelayError) {
        self.id = id
        identity = resources.identity
        isLite = port != nil
        do {
            transport = try PeerTransport(
                loop: loop,
                identity: resources.identity,
                ice: resources.ice,
                port: port,
                consent: consent,
                controlling: controlling,
                delegate: relay
            )
        } catch {
            throw RelayError(error)
        }
    }

    /// Who hears what arrives; set once the owner exists, nil again when it ends.
    var owner: (any PeerSessionOwner)? {
        get { relay.owner }
        set { relay.owner = newValue }
    }

    /// Whether the transport is keyed.
    var isConnected: Bool { transport.profile != nil }

    /// Gathers candidates, then tells our half of the transport; once, whatever happens meanwhile.
    func gather(_ done: @escaping (Result<LocalTransport, RelayError>) -> Void) {
        gathering = done
        transport.gather { [self] result in
            switch result {
            case .success(let (credentials, candidates)):
                var local = LocalTransport(credentials, candidates, identity: identity)
                local.isLite = isLite
                self.local = local
                finishGathering(.success(local))
            case .failure(let error):
                finishGathering(.failure(RelayError(error)))
            }
        }
    }

    private func finishGathering(_ result: Result<LocalTransport, RelayError>) {
        let done = gathering
        gathering = nil
        done?(result)
    }

    /// Starts ICE and DTLS toward the peer, with us in this part of the handshake.
    func start(_ remote: RemoteTransport, _ role: DTLSRole) throws(RelayError) {
        // Neither would send a check, and so neither would learn whether it reaches the other (RFC 8445 §6.1.1).
        guard !(isLite && remote.isLite) else {
            throw .unusable("Both sides are ICE lite: one must be a full agent.")
        }
        let candidates = remote.candidates.compactMap(ICECandidate.init)
        candidateCount = candidates.count
        self.remote = remote
        do {
            try transport.start(
                remote: ICECredentials(ufrag: remote.ufrag, password: remote.password),
                candidates: candidates,
                fingerprints: remote.fingerprints.map { (algorithm: $0.algorithm, bytes: $0.bytes) },
                isDTLSClient: role == .client
            )
        } catch {
            throw RelayError(error)
        }
    }

    /// Adds candidates of the present ICE generation; those of another one are ignored (RFC 8840 §4.4).
    func trickle(_ fragment: TrickleFragment) throws(RelayError) {
        if let ufrag = fragment.ufrag, let remote, ufrag != remote.ufrag { return }
        transport.addRemoteCandidates(try admit(fragment.candidates))
    }

    /// Begins a new ICE generation at the peer's wish; the old path carries media until the new one works (RFC 8445 §9).
    ///
    /// - Returns: nil if the fragment repeats the credentials in use.
    func restart(_ fragment: TrickleFragment) throws(RelayError) -> RelayRestart? {
        guard let ufrag = fragment.ufrag, let password = fragment.password else {
            throw .malformed("An ICE restart needs a=ice-ufrag and a=ice-pwd.")
        }
        guard var remote else { throw .unknownPeer }
        guard fragment.restarts(remote) else { return nil }
        candidateCount = 0
        let candidates = try admit(fragment.candidates)
        let local = try beginRestart()
        (remote.ufrag, remote.password) = (ufrag, password)
        finishRestart(remote, candidates)
        return RelayRestart(fragment: Self.restartAnswer(local), iceTag: local.ufrag)
    }

    /// Begins a new ICE generation, whose other side the peer has told already.
    ///
    /// - Returns: our side of it.
    func restart(_ remote: RemoteTransport) throws(RelayError) -> LocalTransport {
        let local = try beginRestart()
        finishRestart(remote)
        return local
    }

    /// Takes what a later description says of the same ICE generation: candidates that are new.
    func follow(_ next: RemoteTransport) {
        guard let known = remote?.candidates else { return }
        let fresh = next.candidates.filter { !known.contains($0) }
        guard !fresh.isEmpty, let candidates = try? admit(fresh) else { return }
        remote = next
        transport.addRemoteCandidates(candidates)
    }

    /// Begins a new ICE generation at our wish, which ``finishRestart(_:)`` must follow within 15 s.
    ///
    /// - Returns: our side of it.
    func beginRestart() throws(RelayError) -> LocalTransport {
        guard var local else { throw .unknownPeer }
        do {
            let credentials = try transport.restartICE()
            (local.ufrag, local.password) = (credentials.ufrag, credentials.password)
        } catch {
            throw RelayError(error)
        }
        self.local = local
        return local
    }

    /// Takes the peer's side of the new generation.
    func finishRestart(_ remote: RemoteTransport) {
        let candidates = remote.candidates.compactMap(ICECandidate.init)
        candidateCount = candidates.count
        finishRestart(remote, candidates)
    }

    private func finishRestart(_ remote: RemoteTransport, _ candidates: [ICECandidate]) {
        self.remote = remote
        transport.setRemoteAfterRestart(
            ICECredentials(ufrag: remote.ufrag, password: remote.password),
            candidates: candidates
        )
    }

    private static func restartAnswer(_ local: LocalTransport) -> String {
        TrickleFragment(
            ufrag: local.ufrag,
            password: local.password,
            mid: nil,
            candidates: local.ordered,
            endOfCandidates: true
        ).serialized()
    }

    /// Closes the transport; the owner hears nothing more, and whoever waits for candidates that none come.
    func close() {
        relay.owner = nil
        transport.close()
        finishGathering(.failure(.unknownPeer))
    }

    private func admit(_ candidates: [Candidate]) throws(RelayError) -> [ICECandidate] {
        let usable = candidates.compactMap(ICECandidate.init)
        guard candidateCount + usable.count <= Limits.candidatesPerPeer else { throw .tooManyCandidates }
        candidateCount += usable.count
        return usable
    }
}

/// What a peer does with what arrives on its session.
protocol PeerSessionOwner: AnyObject {
    /// A media packet, authenticated and decrypted.
    func receiveRTP(_ packet: Span<UInt8>, now: MonotonicTime)
    /// A compound RTCP packet, authenticated and decrypted.
    func receiveRTCP(_ compound: Span<UInt8>, now: MonotonicTime)
    /// The transport is keyed.
    func didConnect()
    /// Packets were dropped because a buffer on the way out was full.
    func didCongest()
    /// The transport is gone.
    func didClose(_ reason: TransportCloseReason)
}

/// Stands between transport and owner, because the transport exists before its owner does.
private final class PeerSessionEvents: PeerTransportDelegate {
    var owner: (any PeerSessionOwner)?

    func transport(_ transport: PeerTransport, didReceiveRTP packet: Span<UInt8>, now: MonotonicTime) {
        owner?.receiveRTP(packet, now: now)
    }

    func transport(_ transport: PeerTransport, didReceiveRTCP compound: Span<UInt8>, now: MonotonicTime) {
        owner?.receiveRTCP(compound, now: now)
    }

    func transportIsCongested(_ transport: PeerTransport) {
        owner?.didCongest()
    }

    func transportDidConnect(_ transport: PeerTransport) {
        owner?.didConnect()
    }

    func transport(_ transport: PeerTransport, didClose reason: TransportCloseReason) {
        let last = owner
        owner = nil
        last?.didClose(reason)
    }
}

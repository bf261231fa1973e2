// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Transport

/// A peer's transport and its negotiation, from either side: we offer, or we answer.
final class LoadTransport {
    private(set) var peer: PeerTransport?
    private var offer: LoadOffer?
    /// Our side of a transport whose offers the server makes.
    private var local: LocalTransport?
    private let sessionID = UInt64.random(in: 1..<(1 << 62))
    private var answers: UInt64 = 0

    /// Opens sockets, gathers, and writes the offer.
    func open(
        _ offer: LoadOffer,
        loop: EventLoop,
        resources: LoadResources,
        delegate: any PeerTransportDelegate,
        done: @escaping (Result<[UInt8], any Error>) -> Void
    ) {
        self.offer = offer
        gather(loop, resources, delegate, isOfferer: true) { local in
            done(local.map { Array(offer.text($0).utf8) })
        }
    }

    /// Takes the answer and starts connecting.
    func accept(_ answer: [UInt8]) throws -> MediaPlan {
        guard let offer else { throw LoadError.notOpen }
        let plan = try offer.plan(SessionDescription(parsing: answer))
        try connect(plan)
        return plan
    }

    /// Opens sockets, gathers, answers the server's offer, and starts connecting.
    func answer(
        _ offer: [UInt8],
        loop: EventLoop,
        resources: LoadResources,
        delegate: any PeerTransportDelegate,
        done: @escaping (Result<(text: [UInt8], plan: MediaPlan), any Error>) -> Void
    ) {
        do {
            let plan = try Answer.receive(SessionDescription(parsing: offer), .relay)
            gather(loop, resources, delegate, isOfferer: false) { [unowned self] local in
                done(
                    Result {
                        let local = try local.get()
                        self.local = local
                        try connect(plan)
                        return (write(plan, local), plan)
                    }
                )
            }
        } catch {
            done(.failure(error))
        }
    }

    /// Answers a further offer on the transport that the first one opened.
    ///
    /// - Parameters:
    ///   - offer: the server's.
    ///   - restartsICE: whether it has new credentials, which ours must meet (RFC 8839 §4.4.1).
    /// - Returns: the answer, and what it comes to.
    /// - Throws: ``LoadError/notOpen`` before the first offer; what is wrong with this one.
    func answer(
        next offer: [UInt8], restartsICE: Bool
    ) throws -> (text: [UInt8], plan: MediaPlan) {
        guard let peer, var local else { throw LoadError.notOpen }
        let plan = try Answer.receive(SessionDescription(parsing: offer), .relay)
        if restartsICE {
            let credentials = try peer.restartICE()
            peer.setRemoteAfterRestart(plan.remoteCredentials, candidates: plan.remoteCandidates)
            local.ufrag = credentials.ufrag
            local.password = credentials.password
            self.local = local
        }
        return (write(plan, local), plan)
    }

    private func write(_ plan: MediaPlan, _ local: LocalTransport) -> [UInt8] {
        answers += 1
        let answer = plan.answer(local, sessionID: sessionID, version: answers, sending: [])
        return Array(answer.serialized().utf8)
    }

    /// The SSRC that the offer announced for a section.
    func ssrc(of section: MediaSection) -> UInt32? {
        offer?.sending.first { $0.section == section.index }?.ssrc
    }

    /// Closes the transport; its delegate is told.
    func close() {
        peer?.close()
        peer = nil
    }

    /// Opens sockets and gathers. Whoever makes the offer controls ICE (RFC 8445 §6.1.1).
    private func gather(
        _ loop: EventLoop,
        _ resources: LoadResources,
        _ delegate: any PeerTransportDelegate,
        isOfferer: Bool,
        done: @escaping (Result<LocalTransport, any Error>) -> Void
    ) {
        do {
            let peer = try PeerTransport(
                loop: loop,
                identity: resources.identity,
                ice: resources.ice,
                consent: false,
                controlling: isOfferer,
                delegate: delegate
            )
            self.peer = peer
            peer.gather { result in
                done(result.map { LocalTransport($0.0, $0.1, identity: resources.identity) }.mapError { $0 })
            }
        } catch {
            done(.failure(error))
        }
    }

    private func connect(_ plan: MediaPlan) throws {
        guard let peer else { throw LoadError.notOpen }
        try peer.start(
            remote: plan.remoteCredentials,
            candidates: plan.remoteCandidates,
            fingerprints: plan.remote.fingerprints.map { (algorithm: $0.algorithm, bytes: $0.bytes) },
            isDTLSClient: plan.localRole == .client
        )
    }
}

extension MediaPlan {
    fileprivate var remoteCredentials: ICECredentials {
        ICECredentials(ufrag: remote.ufrag, password: remote.password)
    }

    fileprivate var remoteCandidates: [ICECandidate] { remote.candidates.compactMap(ICECandidate.init) }
}

// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Transport

/// A peer's transport and its negotiation, from either side: we offer, or we answer.
final class LoadTransport {
    private(set) var peer: PeerTransport?
    private var offer: LoadOffer?

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
            let plan = try Answer.publish(SessionDescription(parsing: offer), .relay)
            gather(loop, resources, delegate, isOfferer: false) { [unowned self] local in
                done(
                    Result {
                        let answer = plan.answer(
                            try local.get(),
                            sessionID: .random(in: 1..<(1 << 62)),
                            sending: []
                        )
                        try connect(plan)
                        return (Array(answer.serialized().utf8), plan)
                    }
                )
            }
        } catch {
            done(.failure(error))
        }
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
        let remote = plan.remote
        try peer.start(
            remote: ICECredentials(ufrag: remote.ufrag, password: remote.password),
            candidates: remote.candidates.compactMap(ICECandidate.init),
            fingerprints: remote.fingerprints.map { (algorithm: $0.algorithm, bytes: $0.bytes) },
            isDTLSClient: plan.localRole == .client
        )
    }
}

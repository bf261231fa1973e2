// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Transport

/// A peer of the load: whatever its part, it makes an offer, takes the answer, and closes.
protocol LoadPeer: PeerTransportDelegate {
    /// Its way to the server, once opened.
    var transport: LoadTransport { get }
}

/// A peer's transport together with the offer that announced it.
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
        do {
            let peer = try PeerTransport(
                loop: loop,
                identity: resources.identity,
                ice: resources.ice,
                consent: false,
                controlling: true,
                delegate: delegate
            )
            self.peer = peer
            self.offer = offer
            peer.gather { result in
                done(
                    result.map { gathered in
                        let local = LocalTransport(gathered.0, gathered.1, identity: resources.identity)
                        return Array(offer.text(local).utf8)
                    }
                    .mapError { $0 }
                )
            }
        } catch {
            done(.failure(error))
        }
    }

    /// Takes the answer and starts connecting.
    func accept(_ answer: [UInt8]) throws -> MediaPlan {
        guard let peer, let offer else { throw LoadError.notOpen }
        let plan = try offer.plan(SessionDescription(parsing: answer))
        let remote = plan.remote
        try peer.start(
            remote: ICECredentials(ufrag: remote.ufrag, password: remote.password),
            candidates: remote.candidates.compactMap(ICECandidate.init),
            fingerprints: remote.fingerprints.map { (algorithm: $0.algorithm, bytes: $0.bytes) },
            isDTLSClient: plan.localRole == .client
        )
        return plan
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
}

/// What a run can fail with before it has figures.
enum LoadError: Error, CustomStringConvertible {
    case notOpen
    /// The server refused, with its status and the start of its reason.
    case refused(status: UInt, reason: String)
    /// An answer without the address of the session.
    case noLocation
    /// The broadcasters did not connect in time.
    case noBroadcast(String)

    var description: String {
        switch self {
        case .notOpen: "the peer is not open"
        case .refused(let status, let reason): "the server refused with status \(status): \(reason)"
        case .noLocation: "the server's answer has no Location header"
        case .noBroadcast(let reason): "the broadcaster did not connect: \(reason)"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import SDP

// What publishing and subscribing share.

extension WorkerCore {
    /// Opens a peer's transport; see ``PeerSession/init(id:loop:port:resources:consent:controlling:)``.
    func open(_ peer: PeerID, consent: Bool, controlling: Bool) throws(RelayError) -> PeerSession {
        try PeerSession(
            id: peer,
            loop: loop,
            port: port,
            resources: resources,
            consent: consent,
            controlling: controlling
        )
    }

    /// Gathers, answers and starts; a peer that can't be answered is discarded.
    func answer(
        _ session: PeerSession,
        _ plan: MediaPlan,
        sending: [SendingTrack],
        done: @escaping (Result<RelayAnswer, RelayError>) -> Void
    ) {
        session.gather { [unowned self] result in
            do throws(RelayError) {
                let local = try result.get()
                guard peers[session.id] != nil else { throw .unknownPeer }
                try session.start(plan.remote, plan.localRole)
                let answer = plan.answer(local, sessionID: .random(in: 1..<(1 << 62)), sending: sending)
                done(
                    .success(
                        RelayAnswer(
                            sdp: answer.serialized(), iceTag: local.ufrag,
                            audio: plan.accepted.contains { $0.kind == .audio },
                            video: plan.accepted.contains { $0.kind == .video })))
            } catch {
                discard(session.id)
                done(.failure(error))
            }
        }
    }

    /// Adds a peer's trickled candidates.
    func trickle(peer: PeerID, fragment: [UInt8]) throws(RelayError) {
        guard let session = peers[peer]?.session else { throw .unknownPeer }
        try session.trickle(try Self.fragment(fragment))
    }

    /// Restarts a peer's ICE; nil if nothing is new.
    func restart(peer: PeerID, fragment: [UInt8]) throws(RelayError) -> RelayRestart? {
        guard let session = peers[peer]?.session else { throw .unknownPeer }
        switch peers[peer] {
        case .receiver: throw .unusable("The relay itself offers this session's restarts.")
        case .uplink: throw .unusable("This session is restarted by an offer.")
        default: break
        }
        return try session.restart(try Self.fragment(fragment))
    }

    static func description(_ body: [UInt8]) throws(RelayError) -> SessionDescription {
        do throws(SDPError) {
            return try SessionDescription(parsing: body)
        } catch {
            throw RelayError(error)
        }
    }

    private static func fragment(_ body: [UInt8]) throws(RelayError) -> TrickleFragment {
        do throws(SDPError) {
            return try TrickleFragment(parsing: body)
        } catch {
            throw RelayError(error)
        }
    }
}

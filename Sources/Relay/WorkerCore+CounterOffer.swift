// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP

extension WorkerCore {
    /// Offers the selection to a viewer whose own offer has none of its codecs (WHEP draft-03 §4.2).
    func counter(
        _ peer: PeerID,
        _ selection: TrackSelection,
        reason: String,
        done: @escaping (Result<RelaySubscription, RelayError>) -> Void
    ) throws(RelayError) {
        // We made the offer, so we control (RFC 8445 §6.1.1).
        let session = try open(peer, consent: true, controlling: true)
        let sending = selection.sources.indices.map {
            SendingTrack(section: $0, kind: selection.descriptions[$0].kind, of: selection.sources[$0])
        }
        let undecided = Undecided(
            session: session,
            selection: selection,
            sending: sending,
            deadline: now.advanced(milliseconds: Limits.counterOfferSeconds * 1_000)
        )
        admit(.undecided(undecided))
        session.gather { [unowned self] result in
            switch result {
            case .success(let local):
                let answer = Self.counterOffer(undecided, local)
                let playing = selection.broadcasts.map(\.key)
                done(.success(.counterOffer(answer, reason: reason, playing: playing)))
            case .failure(let error):
                discard(peer)
                done(.failure(error))
            }
        }
    }

    /// Takes the answer to a counter-offer; the viewer is a subscriber from then on.
    func acceptCounterOffer(peer: PeerID, answer: [UInt8]) throws(RelayError) {
        guard case .undecided(let undecided) = peers[peer] else { throw .unknownPeer }
        let plan = try Self.counterPlan(undecided, answer)
        let feeds = Feed.feeds(plan, undecided.selection, announced: undecided.sending)
        let subscriber = Subscriber(session: undecided.session, plan: plan, feeds: feeds, core: self)
        subscriber.hold(undecided.held)
        admit(.subscriber(subscriber))
        release(undecided)
        do throws(RelayError) {
            try undecided.session.start(plan.remote, plan.localRole)
        } catch {
            end(peer, .iceFailed)
            throw error
        }
    }

    private static func counterOffer(_ undecided: Undecided, _ local: LocalTransport) -> RelayAnswer {
        let offer = Offer.make(
            tracks: undecided.selection.descriptions,
            .relay,
            local: local,
            sessionID: .random(in: 1..<(1 << 62)),
            sending: undecided.sending
        )
        return RelayAnswer(sdp: offer.serialized(), iceTag: local.ufrag)
    }

    private static func counterPlan(_ undecided: Undecided, _ answer: [UInt8]) throws(RelayError) -> MediaPlan
    {
        let answer = try description(answer)
        do throws(NegotiationError) {
            return try Offer.plan(from: answer, tracks: undecided.selection.descriptions, .relay)
        } catch {
            throw RelayError(error)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import SDP

extension WorkerCore {
    /// Answers a subscriber's offer once its candidates are gathered, or counters it.
    func subscribe(
        _ keys: [BroadcastKey],
        peer: PeerID,
        offer: [UInt8],
        allowCounterOffer: Bool,
        done: @escaping (Result<RelaySubscription, RelayError>) -> Void
    ) {
        defer { arrived(for: keys) }
        do throws(RelayError) {
            let live = keys.compactMap { broadcasts[$0] }.filter(\.isPublished)
            guard !live.isEmpty else { throw .notLive }
            let selection = TrackSelection(live)
            let offer = try Self.description(offer)
            switch Self.subscribePlan(offer, selection) {
            case .success(let plan):
                try answer(peer, plan, selection, done: done)
            case .failure(let refusal) where refusal.isAboutCodecs && allowCounterOffer:
                try counter(peer, selection, reason: refusal.reason, done: done)
            case .failure(let refusal):
                throw RelayError(refusal)
            }
        } catch {
            done(.failure(error))
        }
    }

    private static func subscribePlan(
        _ offer: SessionDescription,
        _ selection: TrackSelection
    ) -> Result<MediaPlan, NegotiationError> {
        Result { () throws(NegotiationError) in
            try Answer.subscribe(offer, tracks: selection.descriptions, .relay)
        }
    }

    private func answer(
        _ peer: PeerID,
        _ plan: MediaPlan,
        _ selection: TrackSelection,
        done: @escaping (Result<RelaySubscription, RelayError>) -> Void
    ) throws(RelayError) {
        let session = try open(peer, consent: true, controlling: plan.remote.isLite)
        let feeds = Feed.feeds(plan, selection)
        let subscriber = Subscriber(session: session, plan: plan, feeds: feeds, core: self)
        admit(.subscriber(subscriber))
        let playing = subscriber.broadcasts.map(\.key)
        answer(session, plan, sending: feeds.map(\.sending)) { result in
            done(result.map { .answer($0, playing: playing) })
        }
    }
}

extension NegotiationError {
    /// Whether another offer, of ours, could help.
    fileprivate var isAboutCodecs: Bool {
        if case .noCommonCodec = self { return true }
        return false
    }
}

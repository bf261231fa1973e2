// SPDX-License-Identifier: Apache-2.0

import SDP

extension WorkerCore {
    /// Answers a publisher's offer once its candidates are gathered.
    func publish(
        _ key: BroadcastKey,
        peer: PeerID,
        offer: [UInt8],
        done: @escaping (Result<RelayAnswer, RelayError>) -> Void
    ) {
        do throws(RelayError) {
            let plan = try Self.publishPlan(offer)
            let session = try open(peer, consent: false, controlling: plan.remote.isLite)
            let publisher = Publisher(
                session: session, hosted: hosted(key), sections: plan.accepted, core: self)
            session.owner = publisher
            admit(.publisher(publisher))
            // With nobody to replace, viewers may be answered with its codecs from now on.
            if publisher.hosted.current == nil { takeOver(publisher) }
            answer(session, plan, sending: [], done: done)
        } catch {
            done(.failure(error))
        }
    }

    private static func publishPlan(_ offer: [UInt8]) throws(RelayError) -> MediaPlan {
        let offer = try description(offer)
        do throws(NegotiationError) {
            return try Answer.publish(offer, .relay)
        } catch {
            throw RelayError(error)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import SDP

/// All that may be negotiated over one description of a peer's.
enum Negotiation {
    static func exercise(_ description: SessionDescription) {
        publish(description)
        subscribe(description, tracks: Samples.tracks)
        counterOffer(answeredBy: description, direction: .sendonly)
        counterOffer(answeredBy: description, direction: .recvonly)
        answerLineup(description)
    }

    /// The description as the answer to a lineup's offer, which goes on whatever that is.
    private static func answerLineup(_ description: SessionDescription) {
        var lineup = Lineup<Int>(sessionID: 1, seed: 1, .relay)
        let tracks = Samples.tracks.prefix(3).enumerated()
        lineup.want(tracks.map { WantedTrack($0.offset, $0.element, streamID: "s") })
        _ = lineup.offer(Samples.full)
        let agreement = try? lineup.accept(description, to: 1)
        precondition(lineup.isOpen == (agreement == nil), "a wrong answer closes an offer")
        lineup.want([])
        checkReadsBack(lineup.offer(Samples.full))
    }

    /// The description as a publisher's offer, whose tracks then go to subscribers.
    private static func publish(_ offer: SessionDescription) {
        guard let plan = planned({ () throws(NegotiationError) in try Answer.publish(offer, .relay) }) else {
            return
        }
        PlanCheck.check(plan, of: offer)
        precondition(plan.tracks.count == plan.accepted.count, "what a publisher sends makes no track")
        subscribe(offer, tracks: plan.tracks)
        passOn(plan.tracks)
    }

    /// The description as a subscriber's offer.
    private static func subscribe(_ offer: SessionDescription, tracks: [TrackDescription]) {
        let plan = planned { () throws(NegotiationError) in
            try Answer.subscribe(offer, tracks: tracks, .relay)
        }
        guard let plan else { return }
        PlanCheck.check(plan, of: offer)
        let given = plan.accepted.compactMap(\.trackIndex)
        precondition(given.count == plan.accepted.count, "a subscriber's section has no track")
        precondition(Set(given).count == given.count, "a track is given twice")
        precondition(given.allSatisfy(tracks.indices.contains), "a track is given that isn't there")
    }

    /// A publisher's tracks in an offer of ours, taken by a client that is our own: both agree on each of them.
    private static func passOn(_ tracks: [TrackDescription]) {
        let offer = Offer.make(
            tracks: tracks, .relay, local: Samples.full, sessionID: 1,
            sending: Samples.sending(in: tracks.indices))
        checkReadsBack(offer)
        guard let client = try? Answer.publish(offer, .relay) else {
            preconditionFailure("our own offer is refused")
        }
        PlanCheck.check(client, of: offer)
        let answer = client.answer(Samples.full, sessionID: 2, sending: [])
        guard let server = try? Offer.plan(from: answer, tracks: tracks, .relay) else {
            preconditionFailure("our own answer is refused")
        }
        precondition(server.accepted.count == tracks.count, "our own answer takes less than it was offered")
    }

    /// The description as the answer to an offer of ours, of the tracks that it names first.
    private static func counterOffer(answeredBy answer: SessionDescription, direction: Direction) {
        let tracks = answer.media.compactMap { TrackDescription(firstOf: $0) }
        let plan = planned { () throws(NegotiationError) in
            try Offer.plan(from: answer, tracks: tracks, direction: direction, .relay)
        }
        if let plan { PlanCheck.check(plan, of: answer) }
    }

    /// The plan; or nil, and then a reason that fits on one line of a problem document.
    private static func planned(_ negotiate: () throws(NegotiationError) -> MediaPlan) -> MediaPlan? {
        do throws(NegotiationError) {
            return try negotiate()
        } catch {
            let reason = error.reason.utf8
            precondition(reason.count <= 512 && reason.allSatisfy { $0 >= 0x20 }, "an unfit reason")
            return nil
        }
    }
}

extension TrackDescription {
    /// The codec that stands first in a section; nil if the section is neither audio nor video.
    fileprivate init?(firstOf media: MediaDescription) {
        guard let kind = media.kind else { return nil }
        let first = { (name: String) in
            media.attributes.first { $0.name == name }?.value?.split(separator: " ").dropFirst().first
        }
        let mapping = first("rtpmap")?.split(separator: "/") ?? []
        self.init(
            kind: kind, codec: mapping.first.map { String($0) } ?? "PCMU",
            clockRate: mapping.dropFirst().first.flatMap { UInt32($0) } ?? 8_000,
            channels: mapping.dropFirst(2).first.flatMap { Int($0) } ?? 1,
            parameters: first("fmtp").map { String($0) } ?? "")
    }
}

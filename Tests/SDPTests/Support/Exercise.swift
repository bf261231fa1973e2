// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

/// All that a peer's text goes through; whatever it is, the bounds hold.
enum Exercise {
    static func everything(_ bytes: [UInt8]) {
        fragment(bytes)
        guard let description = try? SessionDescription(parsing: bytes) else { return }
        bounds(description)
        stability(description)
        let tracks: [TrackDescription] = [
            .opus, .vp8, .h264("packetization-mode=1"), .h265, .vp9("profile-id=2"),
        ]
        if let plan = try? Answer.publish(description, .relay) { check(plan) }
        if let plan = try? Answer.subscribe(description, tracks: tracks, .relay) { check(plan) }
        for count in 1...2 {
            let plan = try? Offer.plan(from: description, tracks: Array(tracks.prefix(count)), .relay)
            if let plan { check(plan) }
            answer(description, tracks.prefix(count))
        }
    }

    /// As the answer to a lineup of so many tracks.
    private static func answer(_ description: SessionDescription, _ tracks: ArraySlice<TrackDescription>) {
        var lineup = Lineup<Int>(sessionID: 1, seed: 1, .relay)
        lineup.want(tracks.enumerated().map { WantedTrack($0.offset, $0.element, streamID: "s") })
        _ = lineup.offer(.sample)
        let before = lineup.isOpen
        guard let agreement = try? lineup.accept(description, to: 1) else {
            #expect(lineup.isOpen == before)
            return
        }
        #expect(!agreement.remote.fingerprints.isEmpty && agreement.tracks.count <= tracks.count)
        _ = lineup.offer(.sample).serialized()
    }

    private static func fragment(_ bytes: [UInt8]) {
        guard let fragment = try? TrickleFragment(parsing: bytes) else { return }
        #expect(fragment.candidates.count <= SDPLimits.candidates)
        let again = try? TrickleFragment(parsing: Array(fragment.serialized().utf8))
        #expect(again?.candidates == fragment.candidates)
    }

    private static func bounds(_ description: SessionDescription) {
        #expect(description.media.count <= SDPLimits.mediaSections)
        let most = SDPLimits.attributesPerSection + SDPLimits.formatAttributesPerSection
        #expect(description.attributes.count <= most)
        #expect(description.media.allSatisfy { $0.attributes.count <= most })
    }

    private static func stability(_ description: SessionDescription) {
        let text = description.serialized()
        guard text.utf8.count <= SDPLimits.bodyBytes else { return }
        #expect((try? SessionDescription(parsing: Array(text.utf8))) == description)
    }

    private static func check(_ plan: MediaPlan) {
        #expect(!plan.accepted.isEmpty)
        #expect(!plan.remote.fingerprints.isEmpty)
        for section in plan.sections {
            #expect(section.codecs.allSatisfy { $0.payloadType < 128 && ($0.rtxPayloadType ?? 0) < 128 })
            #expect(section.ssrcs.count <= SDPLimits.sourcesPerSection)
        }
        let answer = plan.sampleAnswer
        #expect(answer.media.count == plan.sections.count)
        #expect(answer.serialized().utf8.allSatisfy { $0 != 0 })
    }
}

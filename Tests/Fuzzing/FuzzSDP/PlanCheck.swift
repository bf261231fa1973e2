// SPDX-License-Identifier: Apache-2.0

import SDP

/// What holds of every plan, whoever made the description.
enum PlanCheck {
    static func check(_ plan: MediaPlan, of description: SessionDescription) {
        precondition(!plan.accepted.isEmpty, "a plan without media")
        precondition(plan.sections.count == description.media.count, "a section is not answered")
        checkRemote(plan.remote)
        for (section, media) in zip(plan.sections, description.media) { checkSection(section, media) }
        for local in [Samples.full, Samples.lite] { checkAnswer(plan, description, local) }
    }

    private static func checkRemote(_ remote: RemoteTransport) {
        precondition((4...256).contains(remote.ufrag.utf8.count), "a user fragment of a wrong length")
        precondition((22...256).contains(remote.password.utf8.count), "a password of a wrong length")
        precondition(!remote.fingerprints.isEmpty && remote.fingerprints.allSatisfy(\.isStrong))
        let same = TrickleFragment(
            ufrag: remote.ufrag, password: remote.password, mid: nil, candidates: [], endOfCandidates: true)
        precondition(!same.restarts(remote), "the same credentials restart something")
        precondition(
            remote.candidates.count <= SDPLimits.candidates && remote.candidates.allSatisfy(\.isUsable))
    }

    /// RFC 3264 §6.1: what is agreed on was offered.
    private static func checkSection(_ section: MediaSection, _ media: MediaDescription) {
        let offered = Set(media.formats.compactMap { UInt8($0) })
        precondition(!section.accepted || !section.codecs.isEmpty, "media without a codec")
        for codec in section.codecs {
            for type in [codec.payloadType, codec.rtxPayloadType].compactMap({ $0 }) {
                precondition(type < 128 && offered.contains(type), "a payload type that wasn't offered")
            }
            precondition(codec.rtxPayloadType != codec.payloadType, "media and retransmissions in one type")
        }
        let extensions = section.extensions
        precondition(Set(extensions.map(\.id)).count == extensions.count, "two extensions have one id")
        precondition(Set(extensions.map(\.uri)).count == extensions.count, "an extension has two ids")
        precondition(section.ssrcs.count <= SDPLimits.sourcesPerSection, "more sources than the bound")
        precondition(section.rtxSSRCs.allSatisfy { section.ssrcs.contains($0.media) }, "RTX of no source")
        precondition(section.rids.count <= SDPLimits.sourcesPerSection, "more encodings than the bound")
    }

    private static func checkAnswer(
        _ plan: MediaPlan, _ description: SessionDescription, _ local: LocalTransport
    ) {
        let sending = plan.direction == .sendonly ? Samples.sending(in: plan.accepted.map(\.index)) : []
        let answer = plan.answer(local, sessionID: 1, sending: sending)
        precondition(answer.media.count == description.media.count, "a section is not answered")
        for (index, media) in answer.media.enumerated() {
            let (section, theirs) = (plan.sections[index], description.media[index])
            precondition(media.type == theirs.type && media.transport == theirs.transport, "another line")
            precondition((media.mid ?? "") == section.mid, "an answer under another name")
            precondition((media.port != 0) == (section.accepted || section.isIdle), "a port that misleads")
            precondition(section.accepted || media.direction == .inactive, "media where there is none")
        }
        checkReadsBack(answer)
    }
}

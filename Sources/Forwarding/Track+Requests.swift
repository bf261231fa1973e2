// SPDX-License-Identifier: Apache-2.0

import RTP

/// What a track asks its publisher for.
extension Track {
    /// Adds the NACK and the keyframe request that are due.
    func addRequests(to compound: inout FeedbackCompound, from feedbackSSRC: UInt32, now: MonotonicTime) {
        addNACK(to: &compound, from: feedbackSSRC, now: now)
        if kind == .video { addKeyframeRequest(to: &compound, from: feedbackSSRC, now: now) }
    }

    /// Whether a replica's subscriptions need a keyframe now; takes the request.
    func takeKeyframeRequest(now: MonotonicTime) -> Bool {
        guard kind == .video else { return false }
        wantKeyframe(now: now)
        return keyframes.poll(isAwaited: waiting > 0, now: now) != nil
    }

    /// A replica needs a keyframe, and has spaced its joins and losses itself. It asks again until one comes.
    func replicaWants(now: MonotonicTime) {
        requestKeyframe(.loss, now: now)
    }

    private func addNACK(to compound: inout FeedbackCompound, from feedbackSSRC: UInt32, now: MonotonicTime) {
        guard let ssrc, let missing = layer.source?.missing(now: now), !missing.isEmpty else { return }
        let nack = GenericNACK(senderSSRC: feedbackSSRC, mediaSSRC: ssrc, sequenceNumbers: missing)
        // Alone where that is allowed: FFmpeg's muxer looks at a datagram's first packet only.
        if configuration.feedback.contains(.reducedSize) {
            compound.addAlone { nack.write(into: &$0) }
        } else {
            compound.add { nack.write(into: &$0) }
        }
    }

    private func addKeyframeRequest(
        to compound: inout FeedbackCompound, from feedbackSSRC: UInt32, now: MonotonicTime
    ) {
        wantKeyframe(now: now)
        guard let ssrc = ssrc ?? configuration.ssrcs.first,
            let action = keyframes.poll(isAwaited: waiting > 0, now: now)
        else { return }
        let feedback = configuration.feedback
        if feedback.contains(.pli) {
            pictureLossIndications &+= 1
            let request = PictureLossIndication(senderSSRC: feedbackSSRC, mediaSSRC: ssrc)
            compound.add { request.write(into: &$0) }
        }
        // The stronger request when the weaker goes unanswered, or is not understood.
        guard feedback.contains(.fir), action.isFullIntra || !feedback.contains(.pli) else { return }
        fullIntraRequests &+= 1
        let entry = FullIntraRequest.Entry(ssrc: ssrc, sequenceNumber: action.command)
        let request = FullIntraRequest(senderSSRC: feedbackSSRC, entries: [entry])
        compound.add { request.write(into: &$0) }
    }

    /// Wants a keyframe when one is needed though no subscriber has just said so.
    private func wantKeyframe(now: MonotonicTime) {
        guard layer.source != nil else { return }
        if waiting > 0, !keyframes.isPending { requestKeyframe(.join, now: now) }
        if layer.source?.isBeyondRepair == true {
            layer.source?.isBeyondRepair = false
            if !subscriptions.isEmpty { requestKeyframe(.loss, now: now) }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

public import RTP

/// From the publisher's datagram to the subscribers.
extension Broadcast {
    /// Takes in a packet of the publisher, decrypted and authenticated, and sends it to every subscription that it is
    /// for. Total: what goes no further is counted by ``DropReason``.
    public func receiveRTP(_ packet: Span<UInt8>, now: MonotonicTime) {
        collectRTP(packet, now: now)
        forwardCollected()
    }

    /// Sends on what ``collectRTP(_:now:)`` has taken in. Call it at the end of the wake-up; fine if there is nothing.
    public func forwardCollected() {
        for track in tracks { track.forwardCollected() }
    }

    /// As ``receiveRTP(_:now:)``, but keeps the packet until ``forwardCollected()``, or until something must come
    /// after it: so the packets of a wake-up reach each subscriber together, which costs a good deal less than one by
    /// one. At most ``Limits/collectedPackets`` of a track wait.
    public func collectRTP(_ packet: Span<UInt8>, now: MonotonicTime) {
        guard publication != nil else { return drops.count(.notPublishing) }
        guard packet.count <= Limits.packetBytes else { return drops.count(.tooLong) }
        guard let header = try? RTPHeader(packet) else { return drops.count(.malformed) }
        let route = publication?.demultiplexer.route(header, of: packet, now: now)
        switch route {
        case .media(let index, let isNew): receiveMedia(header, of: packet, at: index, isNew: isNew, now: now)
        case .retransmission(let index): receiveRetransmission(header, of: packet, at: index, now: now)
        case .dropped(let reason): drops.count(reason)
        case nil: break
        }
    }

    /// Takes in RTCP of the publisher: sender reports and goodbyes. Total: what can't be read is counted and left.
    public func receiveRTCP(_ compound: Span<UInt8>, now: MonotonicTime) {
        guard publication != nil else { return drops.count(.notPublishing) }
        var reader = RTCPReader(compound)
        while let packet = reader.next() {
            switch packet {
            case .senderReport(let report): receive(report, now: now)
            case .goodbye(let ssrcs):
                for ssrc in ssrcs { publication?.demultiplexer.release(ssrc) }
            default: break
            }
        }
        if reader.error != nil { drops.count(.unreadableFeedback) }
    }

    private func receiveMedia(
        _ header: RTPHeader, of packet: Span<UInt8>, at index: Int, isNew: Bool, now: MonotonicTime
    ) {
        guard let track = publication?.tracks[index] else { return }
        if isNew { track.changeSource() }
        let extensions = noteExtensions(header, of: packet, track: track, now: now)
        receive(header, extensions, of: packet, track: track, isRetransmission: false, now: now)
    }

    private func receiveRetransmission(
        _ header: RTPHeader, of packet: Span<UInt8>, at index: Int, now: MonotonicTime
    ) {
        guard let track = publication?.tracks[index] else { return }
        let extensions = noteExtensions(header, of: packet, track: track, now: now)
        guard let ssrc = track.ssrc else { return track.drops.count(.retransmissionWithoutMedia) }
        let original = RTXUnwrapper.unwrap(
            header, of: packet, mediaSSRC: ssrc, payloadType: track.configuration.payloadType
        )
        guard let original else { return track.drops.count(.paddingOnly) }
        receive(original, extensions, of: packet, track: track, isRetransmission: true, now: now)
    }

    private func noteExtensions(
        _ header: RTPHeader, of packet: Span<UInt8>, track: Track, now: MonotonicTime
    ) -> HeaderExtensions {
        let extensions = HeaderExtensions(packet, header: header, map: track.configuration.extensions)
        publication?.noteTransportSequence(extensions, of: packet, from: header.ssrc, now: now)
        return extensions
    }

    private func receive(
        _ header: RTPHeader, _ extensions: HeaderExtensions, of packet: Span<UInt8>, track: Track,
        isRetransmission: Bool, now: MonotonicTime
    ) {
        track.absSendTime = clock.ntp(now).absoluteSendTime
        let isAccepted = track.receive(
            header, extensions, of: packet, isRetransmission: isRetransmission, now: now
        )
        if isAccepted { publication?.hasMedia = true }
    }

    private func receive(_ report: SenderReport, now: MonotonicTime) {
        guard let publication, let track = publication.tracks.first(where: { $0.ssrc == report.ssrc }) else {
            return
        }
        publication.clock.record(report.ntp, at: now)
        track.note(report, now: now)
    }
}

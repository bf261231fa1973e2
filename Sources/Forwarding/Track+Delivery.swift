// SPDX-License-Identifier: Apache-2.0

import RTP

/// From the publisher's packet to the subscribers'.
extension Track {
    /// Reads, numbers and remembers a packet, and collects it; false if it goes no further, which is counted.
    func receive(
        _ header: RTPHeader, _ extensions: HeaderExtensions, of bytes: Span<UInt8>, isRetransmission: Bool,
        now: MonotonicTime
    ) -> Bool {
        let placement = layer.place(
            header, unfit: unfitness(of: header), isRetransmission: isRetransmission,
            configuration: configuration,
            now: now
        )
        switch placement {
        case .number(let number):
            let packet = read(header, extensions, of: bytes, number: number, now: now)
            return note(packet, of: bytes, isRetransmission: isRetransmission)
        case .dropped(let reason):
            drops.count(reason)
            return false
        case .restarted:
            changeSource()
            return receive(header, extensions, of: bytes, isRetransmission: false, now: now)
        }
    }

    /// Why a packet's content is not worth sending on; nil if it is.
    private func unfitness(of header: RTPHeader) -> DropReason? {
        if header.payloadRange.isEmpty { return .paddingOnly }
        return header.payloadType == configuration.payloadType ? nil : .payloadType
    }

    private func note(_ packet: MediaPacket, of bytes: Span<UInt8>, isRetransmission: Bool) -> Bool {
        makeRoom(for: packet.number)
        let stored = layer.note(packet, from: bytes, isRetransmission: isRetransmission)
        if kind == .video, packet.startsKeyframe, layer.noteKeyframe(packet) {
            keyframes.keyframeStarted(now: packet.arrival)
        }
        guard let stored else {
            drops.count(.tooOld)
            return false
        }
        collect(stored)
        return true
    }

    private func read(
        _ header: RTPHeader, _ extensions: HeaderExtensions, of bytes: Span<UInt8>, number: Int64,
        now: MonotonicTime
    ) -> MediaPacket {
        var packet = MediaPacket(
            number: number, arrival: now, isNewest: number > layer.highestNumber, timestamp: header.timestamp,
            marker: header.marker,
            startsKeyframe: kind == .audio, payload: header.payloadRange, picture: PictureIdentity(),
            extensions: ForwardedExtensions()
        )
        guard unfitness(of: header) == nil else {
            // It only fills its place, which later packets have passed: empty, as padding is (RFC 3550 §5.1).
            packet.payload = header.headerCount..<header.headerCount
            packet.marker = false
            packet.startsKeyframe = false
            return packet
        }
        packet.extensions = ForwardedExtensions(extensions, of: bytes)
        if kind == .video { readPicture(of: &packet, in: bytes) }
        return packet
    }

    private func readPicture(of packet: inout MediaPacket, in bytes: Span<UInt8>) {
        let payload = bytes.extracting(packet.payload)
        let range = packet.extensions.dependencyDescriptor
        let traits = PayloadInspector.inspect(
            payload, codec: configuration.codec,
            dependencyDescriptor: range.isEmpty ? nil : bytes.extracting(range)
        )
        packet.startsKeyframe = traits.startsKeyframe
        guard let (picture, replaced) = layer.source?.pictures.read(payload, traits) else { return }
        packet.picture = picture
        packet.payload = packet.payload.lowerBound + replaced..<packet.payload.upperBound
    }

    /// Moves the replays on, each by a few packets.
    func advanceReplays(absSendTime: UInt32) {
        // A replay goes on to the newest packet: what is older must have been offered before.
        forwardCollected()
        guard !replays.isEmpty else { return }
        var head = PacketHead()
        var budget = Limits.replayPacketsPerTrackPoll
        var later: [Replay] = []
        let current = replays
        replays = []
        for (index, replay) in current.enumerated() {
            guard budget > 0 else {
                // Those that got nothing go first next time.
                later.insert(contentsOf: current[index...], at: 0)
                break
            }
            var share = min(Limits.replayPacketsPerPoll, budget)
            let given = share
            switch replay.advance(through: layer, absSendTime: absSendTime, head: &head, budget: &share) {
            case .underWay: later.append(replay)
            case .caughtUp: break
            case .overtaken: close(replay.subscription, .replayOvertaken)
            }
            budget -= given - share
        }
        replays += later
    }

    // MARK: - Clock mapping

    /// Notes a sender report of the track's source, after the publication's clock has.
    func note(_ report: SenderReport, now: MonotonicTime) {
        layer.source?.reporter.record(report.ntp, at: now)
        layer.source?.capture.record(report.ntp, timestamp: report.rtpTimestamp, publisher: publisherClock)
    }

    /// Identifies what ``captureTimestamp(at:)`` rests on.
    var captureMapping: Int { layer.source?.capture.source(publisher: publisherClock) ?? -1 }

    /// The publisher's timestamp of what is being captured at `now`; nil if nothing is known.
    func captureTimestamp(at now: MonotonicTime) -> UInt32? {
        layer.source?.capture.timestamp(at: now, publisher: publisherClock)
    }
}

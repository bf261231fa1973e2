// SPDX-License-Identifier: Apache-2.0

import RTP

/// What belongs to one publisher's session and ends with it.
struct Publication {
    /// The SSRC of our feedback.
    let feedbackSSRC: UInt32
    /// The tracks that it feeds, in the order of its m-lines.
    let tracks: [Track]
    /// One for all of its tracks.
    let clock: PublisherClock
    var demultiplexer: Demultiplexer
    var transportFeedback = TransportFeedbackGenerator()
    var ceiling = BitrateCeiling()
    /// Whether a packet of it was accepted.
    var hasMedia = false

    private let usesTransportFeedback: Bool
    private let usesCeiling: Bool
    private var nextReport: MonotonicTime

    /// A publication that feeds `tracks` with these agreements.
    init(
        feedbackSSRC: UInt32, tracks: [Track], configurations: [TrackConfiguration], clock: PublisherClock,
        after previous: Demultiplexer?, now: MonotonicTime
    ) {
        self.feedbackSSRC = feedbackSSRC
        self.tracks = tracks
        self.clock = clock
        demultiplexer = Demultiplexer(configurations, after: previous, now: now)
        let feedback = configurations.reduce(into: FeedbackOptions()) { $0.formUnion($1.feedback) }
        usesTransportFeedback = feedback.contains(.transportCC)
        usesCeiling = feedback.contains(.remb) && !usesTransportFeedback
        nextReport = now.advanced(milliseconds: Limits.reportMilliseconds)
    }

    /// Notes a packet's transport-wide number, if it has one.
    mutating func noteTransportSequence(
        _ extensions: HeaderExtensions, of packet: Span<UInt8>, now: MonotonicTime
    ) {
        guard usesTransportFeedback, let range = extensions[.transportSequenceNumber], range.count >= 2 else {
            return
        }
        transportFeedback.record(packet.uint16(at: range.lowerBound), at: now)
    }

    /// The compounds that are due toward the publisher.
    mutating func poll(now: MonotonicTime) -> [[UInt8]] {
        var compound = FeedbackCompound(ssrc: feedbackSSRC)
        addReports(to: &compound, now: now)
        for track in tracks { track.addRequests(to: &compound, from: feedbackSSRC, now: now) }
        addTransportFeedback(to: &compound, now: now)
        addCeiling(to: &compound, now: now)
        compound.close()
        return compound.finished
    }

    private mutating func addReports(to compound: inout FeedbackCompound, now: MonotonicTime) {
        guard now >= nextReport else { return }
        nextReport = now.advanced(milliseconds: Limits.reportMilliseconds)
        compound.add(tracks.compactMap { $0.layer.source?.report(now: now) })
    }

    private mutating func addTransportFeedback(to compound: inout FeedbackCompound, now: MonotonicTime) {
        guard usesTransportFeedback, let media = tracks.lazy.compactMap(\.ssrc).first else { return }
        let messages = transportFeedback.poll(senderSSRC: feedbackSSRC, mediaSSRC: media, now: now)
        for message in messages {
            compound.add { message.write(into: &$0) }
        }
    }

    private mutating func addCeiling(to compound: inout FeedbackCompound, now: MonotonicTime) {
        guard usesCeiling, hasMedia else { return }
        var throughput: UInt64 = 0
        var expected: UInt64 = 0
        var received: UInt64 = 0
        for track in tracks {
            throughput &+= track.layer.rate.bitrate(now: now)
            expected &+= track.layer.source?.log.expected ?? 0
            received &+= track.layer.source?.received ?? 0
        }
        let bitrate = ceiling.poll(throughput: throughput, expected: expected, received: received, now: now)
        guard let bitrate else { return }
        let estimate = ReceiverEstimatedMaximumBitrate(
            senderSSRC: feedbackSSRC, bitrate: bitrate, ssrcs: tracks.compactMap(\.ssrc)
        )
        compound.add { estimate.write(into: &$0) }
    }
}

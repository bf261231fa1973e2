// SPDX-License-Identifier: Apache-2.0

import RTP

/// What belongs to one publisher's session and ends with it.
struct Publication {
    /// The SSRC of our feedback.
    let feedbackSSRC: UInt32
    /// The tracks that it feeds, in the order of its m-lines.
    private(set) var tracks: [Track]
    /// One for all of its tracks.
    let clock: PublisherClock
    var demultiplexer: Demultiplexer
    /// What is about the connection, if this is all that it carries.
    private var connection: ConnectionFeedback
    /// Whether a packet of it was accepted.
    var hasMedia = false

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
        connection = ConnectionFeedback(
            senderSSRC: feedbackSSRC, options: Self.feedback(configurations))
        nextReport = now.advanced(milliseconds: Limits.reportMilliseconds)
    }

    /// Notes a packet's transport-wide number, if it has one.
    mutating func noteTransportSequence(
        _ extensions: HeaderExtensions, of packet: Span<UInt8>, from ssrc: UInt32, now: MonotonicTime
    ) {
        connection.note(extensions, of: packet, from: ssrc, now: now)
    }

    /// The compounds that are due toward the publisher.
    mutating func poll(now: MonotonicTime) -> [[UInt8]] {
        var compound = FeedbackCompound(ssrc: feedbackSSRC)
        addReports(to: &compound, now: now)
        for track in tracks { track.addRequests(to: &compound, from: feedbackSSRC, now: now) }
        connection.add(to: &compound, on: tracks, hasMedia: hasMedia, now: now)
        compound.close()
        return compound.finished
    }

    private mutating func addReports(to compound: inout FeedbackCompound, now: MonotonicTime) {
        guard now >= nextReport else { return }
        nextReport = now.advanced(milliseconds: Limits.reportMilliseconds)
        compound.add(tracks.compactMap { $0.layer.source?.report(now: now) })
    }

    /// Feeds `tracks` from now on, of which `kept` were fed before, each by its index then.
    mutating func revise(
        _ tracks: [Track], _ configurations: [TrackConfiguration], keeping kept: [Int?], now: MonotonicTime
    ) {
        self.tracks = tracks
        demultiplexer.revise(configurations, keeping: kept, now: now)
        connection.use(Self.feedback(configurations))
    }

    private static func feedback(_ configurations: [TrackConfiguration]) -> FeedbackOptions {
        configurations.reduce(into: FeedbackOptions()) { $0.formUnion($1.feedback) }
    }
}

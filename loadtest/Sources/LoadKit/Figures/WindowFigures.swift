// SPDX-License-Identifier: Apache-2.0

import RTP

/// What one track of a stream brought a viewer within a window.
struct TrackFigures: Codable, Equatable, Sendable {
    let streamid: String
    let mid: String
    let isVideo: Bool
    /// By its numbers, from the first to the highest.
    let expected: Int
    let received: Int
    let duplicates: Int
    /// Milliseconds of the longest time without a packet.
    let longestGap: Int
    /// Whether it was taken out of the offer meanwhile.
    let hasEnded: Bool
}

extension TrackFigures {
    init(_ stream: ViewerStream, _ now: MonotonicTime, hasEnded: Bool) {
        self.init(
            streamid: stream.streamID,
            mid: stream.mid,
            isVideo: stream.isVideo,
            expected: stream.window.expected(stream.count),
            received: stream.window.received(stream.count),
            duplicates: stream.window.duplicates(stream.count),
            longestGap: Int(hasEnded ? stream.window.longest : stream.window.longestGap(now)),
            hasEnded: hasEnded
        )
    }
}

/// What came to one viewer within a window.
struct WindowFigures: Sendable {
    let tracks: [TrackFigures]
    /// Packets of no promised stream, since the viewer began.
    let unexpected: Int
    /// Packets in each second.
    let perSecond: [Int]
    /// Packets in each second after it was ejected; nil if it was not.
    let afterEjection: [Int]?
    let isConnected: Bool
    /// Why the transport ended by itself; nil if it did not.
    let closed: String?
}

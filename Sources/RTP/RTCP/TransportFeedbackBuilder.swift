// SPDX-License-Identifier: Apache-2.0

/// Makes transport feedback of arrival times.
///
/// Append packets by ascending sequence number; when one no longer fits, send what is built and begin another.
public struct TransportFeedbackBuilder: Sendable {
    /// Bytes that one feedback takes at most, so that it travels in one datagram with other RTCP.
    public static let maximumByteCount = 1_000

    private let senderSSRC: UInt32
    private let mediaSSRC: UInt32
    private let feedbackCount: UInt8
    private var baseSequence: UInt16 = 0
    private var deltas: [Int16?] = []
    private var deltaByteCount = 0
    /// The first arrival rounded down to 64 ms; nil before it.
    private var referenceTime: Int64?
    /// The last arrival in units of 250 µs. All deltas are differences on this grid, so errors don't add up.
    private var lastTick: Int64 = 0

    /// Feedback about no packet yet; `feedbackCount` is one more than the last feedback's, modulo 256.
    public init(senderSSRC: UInt32, mediaSSRC: UInt32, feedbackCount: UInt8) {
        self.senderSSRC = senderSSRC
        self.mediaSSRC = mediaSSRC
        self.feedbackCount = feedbackCount
    }

    /// Whether there is no packet yet.
    public var isEmpty: Bool { deltas.isEmpty }

    /// Appends a packet that arrived at `arrival`, or did not; the numbers skipped before it count as not arrived.
    ///
    /// A packet whose number isn't ahead of the last one's is left out, as one already told of. False, and nothing
    /// appended, if this feedback has no room for it: the time since the last arrival is more than 8 s, or the
    /// feedback would become too long. An empty one has room for any packet.
    public mutating func append(_ sequenceNumber: UInt16, arrival: MonotonicTime?) -> Bool {
        if deltas.isEmpty { baseSequence = sequenceNumber }
        let index = Int(Int16(bitPattern: sequenceNumber &- nextSequence)) + deltas.count
        guard index >= deltas.count else { return true }

        let reference = referenceTime ?? arrival.map { Self.floor($0.nanoseconds, 64_000_000) }
        var delta: Int16?
        if let arrival, let reference {
            let tick = Self.floor(arrival.nanoseconds, 250_000)
            let last = referenceTime == nil ? reference * 256 : lastTick
            guard let exact = Int16(exactly: tick - last) else { return false }
            delta = exact
        }
        let grown = deltaByteCount + PacketStatusSymbol(delta: delta).deltaByteCount
        guard hasRoom(statusCount: index + 1, deltaByteCount: grown) else { return false }

        deltas.append(contentsOf: repeatElement(nil, count: index - deltas.count))
        deltas.append(delta)
        deltaByteCount = grown
        if let arrival {
            referenceTime = reference
            lastTick = Self.floor(arrival.nanoseconds, 250_000)
        }
        return true
    }

    /// The feedback about all packets appended; nil if there are none.
    public func build() -> TransportFeedback? {
        guard !deltas.isEmpty else { return nil }
        // The upper bits go: the reference time wraps after 12 days (§3.1).
        let reference = (Int32(truncatingIfNeeded: referenceTime ?? 0) << 8) >> 8
        return TransportFeedback(
            senderSSRC: senderSSRC, mediaSSRC: mediaSSRC, feedbackCount: feedbackCount,
            baseSequence: baseSequence, referenceTime: reference, deltas: deltas)
    }

    private var nextSequence: UInt16 { baseSequence &+ UInt16(truncatingIfNeeded: deltas.count) }

    /// Counts the chunks as if each held only 7 symbols, which the writer never exceeds.
    private func hasRoom(statusCount: Int, deltaByteCount: Int) -> Bool {
        statusCount <= TransportFeedback.maximumStatusCount
            && 20 + (statusCount + 6) / 7 * 2 + deltaByteCount + 3 <= Self.maximumByteCount
    }

    /// `nanoseconds` in whole `units`, rounded down.
    private static func floor(_ nanoseconds: Int64, _ unit: Int64) -> Int64 {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: unit)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

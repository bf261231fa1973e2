// SPDX-License-Identifier: Apache-2.0

/// When each packet of a transport arrived, or that it did not
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                  SSRC of packet sender                        |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                   SSRC of media source                        |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |      base sequence number     |      packet status count      |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                 reference time                | fb pkt. count |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |          packet chunks …      |        receive deltas …       |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct TransportFeedback: Equatable, Sendable {
    static let format: UInt8 = 15
    /// Packets that one feedback may be about: many times what a tenth of a second holds. Two bytes on the wire
    /// can stand for 8,191 statuses, so this bounds what a hostile peer makes us hold.
    public static let maximumStatusCount = 2_048

    /// What became of one packet.
    public struct Status: Equatable, Sendable {
        /// The transport-wide sequence number.
        public var sequenceNumber: UInt16
        /// Time since the packet that arrived before it in this list, for the first since the reference time, in
        /// units of 250 µs; nil if the packet did not arrive.
        public var delta: Int16?

        /// A status of these values.
        public init(sequenceNumber: UInt16, delta: Int16?) {
            self.sequenceNumber = sequenceNumber
            self.delta = delta
        }
    }

    /// Who received the packets.
    public var senderSSRC: UInt32
    /// Any stream of the transport.
    public var mediaSSRC: UInt32
    /// Counts the feedback packets, modulo 256, so that lost feedback shows.
    public var feedbackCount: UInt8
    /// What the first delta counts from, in units of 64 ms since an arbitrary start; 24 bits, signed.
    public var referenceTime: Int32
    /// Consecutive sequence numbers, the base first; not empty.
    public private(set) var statuses: [Status]

    /// The first packet's transport-wide sequence number; 0 if the feedback is about none.
    public var baseSequence: UInt16 { statuses.first?.sequenceNumber ?? 0 }

    /// Feedback about `deltas.count` consecutive packets from `baseSequence` on.
    ///
    /// At most `maximumStatusCount` deltas are taken. ``TransportFeedbackBuilder`` makes deltas of arrival times.
    public init(
        senderSSRC: UInt32, mediaSSRC: UInt32, feedbackCount: UInt8, baseSequence: UInt16,
        referenceTime: Int32,
        deltas: [Int16?]
    ) {
        self.senderSSRC = senderSSRC
        self.mediaSSRC = mediaSSRC
        self.feedbackCount = feedbackCount
        self.referenceTime = referenceTime
        statuses = deltas.prefix(Self.maximumStatusCount).enumerated().map { index, delta in
            Status(sequenceNumber: baseSequence &+ UInt16(truncatingIfNeeded: index), delta: delta)
        }
    }

    /// Reads the feedback at the start of `packet`, in time linear in bytes and statuses.
    public init(parsing packet: Span<UInt8>) throws(RTCPError) {
        let (end, _) = try RTCPHeader.end(
            of: packet, type: RTCPType.transportLayerFeedback, format: Self.format, atLeast: 20)
        senderSSRC = packet.uint32(at: 4)
        mediaSSRC = packet.uint32(at: 8)
        feedbackCount = packet[19]
        referenceTime = Int32(bitPattern: packet.uint24(at: 16) << 8) >> 8
        statuses = []
        let count = Int(packet.uint16(at: 14))
        guard count <= Self.maximumStatusCount else { throw .tooManyStatuses(count) }
        let content = packet.extracting(20..<end)
        let (symbols, chunkByteCount) = try PacketStatusChunk.symbols(in: content, count: count)
        try readDeltas(content, from: chunkByteCount, symbols, base: packet.uint16(at: 12))
    }

    /// Appends the feedback. Zeros fill the last word, without the padding bit: they lie after the last delta.
    public func write(into bytes: inout [UInt8]) {
        bytes.appendRTCP(type: RTCPType.transportLayerFeedback, format: Self.format) { bytes in
            bytes.append(senderSSRC)
            bytes.append(mediaSSRC)
            bytes.append(baseSequence)
            bytes.append(UInt16(statuses.count))
            bytes.append(UInt32(bitPattern: referenceTime) << 8 | UInt32(feedbackCount))
            PacketStatusChunk.write(statuses.map { PacketStatusSymbol(delta: $0.delta) }, into: &bytes)
            for case let delta? in statuses.lazy.map(\.delta) {
                if PacketStatusSymbol(delta: delta) == .smallDelta {
                    bytes.append(UInt8(truncatingIfNeeded: delta))
                } else {
                    bytes.append(UInt16(bitPattern: delta))
                }
            }
        }
    }

    /// Receive deltas (§3.1.5): one unsigned byte or two signed ones per packet that arrived.
    private mutating func readDeltas(
        _ content: Span<UInt8>, from start: Int, _ symbols: [PacketStatusSymbol], base: UInt16
    ) throws(RTCPError) {
        statuses.reserveCapacity(symbols.count)
        var offset = start
        var sequenceNumber = base
        for symbol in symbols {
            let next = offset + symbol.deltaByteCount
            guard next <= content.count else { throw .truncated(needed: next, available: content.count) }
            let delta: Int16? =
                switch symbol {
                case .notReceived: nil
                case .smallDelta: Int16(content[offset])
                case .largeDelta: Int16(bitPattern: content.uint16(at: offset))
                }
            statuses.append(Status(sequenceNumber: sequenceNumber, delta: delta))
            sequenceNumber &+= 1
            offset = next
        }
    }
}

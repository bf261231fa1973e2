// SPDX-License-Identifier: Apache-2.0

/// A request to send packets again (RFC 4585 §6.2.1).
///
/// On the wire a packet id and a mask of the 16 packets after it:
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |            PID                |             BLP               |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct GenericNACK: Equatable, Sendable {
    static let format: UInt8 = 1
    /// Numbers that are read from or written to one NACK at most, in the order of the packet; the rest is left out.
    public static let maximumCount = 1_024
    /// Pairs that one NACK has room for in a packet of 1,200 bytes.
    static let maximumPairCount = 290

    /// Who asks.
    public var senderSSRC: UInt32
    /// The stream whose packets are missing.
    public var mediaSSRC: UInt32
    /// The missing packets. Ascending (modulo 2¹⁶) they pack best.
    public var sequenceNumbers: [UInt16]

    /// A request for these packets.
    public init(senderSSRC: UInt32, mediaSSRC: UInt32, sequenceNumbers: [UInt16]) {
        self.senderSSRC = senderSSRC
        self.mediaSSRC = mediaSSRC
        self.sequenceNumbers = sequenceNumbers
    }

    /// Reads the request at the start of `packet`.
    public init(parsing packet: Span<UInt8>) throws(RTCPError) {
        let (end, _) = try RTCPHeader.end(
            of: packet, type: RTCPType.transportLayerFeedback, format: Self.format, atLeast: 12)
        senderSSRC = packet.uint32(at: 4)
        mediaSSRC = packet.uint32(at: 8)
        sequenceNumbers = []
        var offset = 12
        while offset + 4 <= end, sequenceNumbers.count < Self.maximumCount {
            readPair(id: packet.uint16(at: offset), mask: packet.uint16(at: offset + 2))
            offset += 4
        }
    }

    /// Appends the request.
    public func write(into bytes: inout [UInt8]) {
        bytes.appendRTCP(type: RTCPType.transportLayerFeedback, format: Self.format) { bytes in
            bytes.append(senderSSRC)
            bytes.append(mediaSSRC)
            var rest = sequenceNumbers.prefix(Self.maximumCount)
            var pairCount = 0
            while let id = rest.popFirst(), pairCount < Self.maximumPairCount {
                bytes.append(id)
                bytes.append(Self.takeMask(after: id, from: &rest))
                pairCount += 1
            }
        }
    }

    private mutating func readPair(id: UInt16, mask: UInt16) {
        sequenceNumbers.append(id)
        for bit in 0..<16 where mask & 1 << bit != 0 && sequenceNumbers.count < Self.maximumCount {
            sequenceNumbers.append(id &+ UInt16(bit) &+ 1)
        }
    }

    /// Takes the numbers that fit in the mask of the 16 packets after `id` off the front of `rest`.
    private static func takeMask(after id: UInt16, from rest: inout ArraySlice<UInt16>) -> UInt16 {
        var mask: UInt16 = 0
        while let next = rest.first, 1...16 ~= next &- id {
            mask |= 1 << (next &- id &- 1)
            rest.removeFirst()
        }
        return mask
    }
}

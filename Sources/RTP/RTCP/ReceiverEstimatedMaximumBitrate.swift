// SPDX-License-Identifier: Apache-2.0

/// REMB: the bitrate that a receiver thinks its path can carry (draft-alvestrand-rmcat-remb-03 §2.2).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  Unique identifier 'R' 'E' 'M' 'B'                            |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  Num SSRC     | BR Exp    |  BR Mantissa                      |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |   SSRCs that the estimate is about                            |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct ReceiverEstimatedMaximumBitrate: Equatable, Sendable {
    static let format: UInt8 = 15
    /// "REMB".
    private static let identifier: UInt32 = 0x5245_4D42

    /// The largest bitrate that 64 bits hold and the message can say: 18 bits, then zeros.
    public static let maximumBitrate: UInt64 = 0x3_FFFF << 46

    /// Who estimates.
    public var senderSSRC: UInt32
    /// Bits per second. Written with 18 significant bits, rounded down.
    public var bitrate: UInt64
    /// The streams that share it; at most 255 are written.
    public var ssrcs: [UInt32]

    /// An estimate for these streams together.
    public init(senderSSRC: UInt32, bitrate: UInt64, ssrcs: [UInt32]) {
        self.senderSSRC = senderSSRC
        self.bitrate = bitrate
        self.ssrcs = ssrcs
    }

    /// Reads the estimate at the start of `packet`; a bitrate beyond `maximumBitrate` becomes that.
    public init(parsing packet: Span<UInt8>) throws(RTCPError) {
        let (end, _) = try RTCPHeader.end(
            of: packet, type: RTCPType.payloadSpecificFeedback, format: Self.format, atLeast: 20)
        guard packet.uint32(at: 12) == Self.identifier else {
            throw .unexpectedKind(type: RTCPType.payloadSpecificFeedback, format: Self.format)
        }
        let needed = 20 + 4 * Int(packet[16])
        guard end >= needed else { throw .truncated(needed: needed, available: end) }
        senderSSRC = packet.uint32(at: 4)
        ssrcs = (0..<Int(packet[16])).map { packet.uint32(at: 20 + 4 * $0) }
        let exponent = packet[17] >> 2
        let mantissa = UInt64(packet.uint24(at: 17) & 0x3_FFFF)
        bitrate = mantissa.leadingZeroBitCount >= Int(exponent) ? mantissa << exponent : Self.maximumBitrate
    }

    /// Appends the estimate. The media source in the header is unused and 0.
    public func write(into bytes: inout [UInt8]) {
        let written = ssrcs.prefix(255)
        bytes.appendRTCP(type: RTCPType.payloadSpecificFeedback, format: Self.format) { bytes in
            bytes.append(senderSSRC)
            bytes.append(UInt32(0))
            bytes.append(Self.identifier)
            let exponent = max(0, 64 - 18 - bitrate.leadingZeroBitCount)
            let mantissa = UInt32(truncatingIfNeeded: bitrate >> exponent)
            bytes.append(UInt32(written.count) << 24 | UInt32(exponent) << 18 | mantissa)
            for ssrc in written { bytes.append(ssrc) }
        }
    }

    /// Whether an application layer feedback is a REMB, and not something that we don't know.
    static func isIdentified(in packet: Span<UInt8>, _ header: RTCPHeader) -> Bool {
        header.byteCount - header.paddingCount >= 16 && packet.uint32(at: 12) == identifier
    }
}

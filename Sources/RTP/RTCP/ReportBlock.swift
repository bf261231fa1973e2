// SPDX-License-Identifier: Apache-2.0

/// What a receiver says about one stream in an SR or RR (RFC 3550 §6.4.1).
public struct ReportBlock: Equatable, Sendable {
    /// Bytes of a block on the wire.
    static let byteCount = 24
    /// Blocks that one report has room for.
    public static let maximumCount = 31

    /// The stream that the block is about.
    public var ssrc: UInt32
    /// Packets lost since the last report, in 1/256 of those expected.
    public var fractionLost: UInt8
    /// Packets lost since the beginning; 24 bits, negative if duplicates outweigh. Clamped when written.
    public var cumulativeLost: Int32
    /// Wraps of the sequence number in the upper half, the highest number in the lower.
    public var highestSequence: UInt32
    /// Interarrival jitter in units of the clock rate.
    public var jitter: UInt32
    /// Middle 32 bits of the last SR's NTP time; 0 if there was none.
    public var lastSenderReport: UInt32
    /// Time since that SR in units of 1/65,536 s; 0 if there was none.
    public var delaySinceLastSenderReport: UInt32

    /// A block of these values.
    public init(
        ssrc: UInt32, fractionLost: UInt8, cumulativeLost: Int32, highestSequence: UInt32, jitter: UInt32,
        lastSenderReport: UInt32, delaySinceLastSenderReport: UInt32
    ) {
        self.ssrc = ssrc
        self.fractionLost = fractionLost
        self.cumulativeLost = cumulativeLost
        self.highestSequence = highestSequence
        self.jitter = jitter
        self.lastSenderReport = lastSenderReport
        self.delaySinceLastSenderReport = delaySinceLastSenderReport
    }

    /// Reads `count` blocks from `offset`, none of which may reach beyond `end`.
    static func blocks(
        in packet: Span<UInt8>, at offset: Int, count: UInt8, end: Int
    ) throws(RTCPError) -> [ReportBlock] {
        let needed = offset + Int(count) * byteCount
        guard end >= needed else { throw .truncated(needed: needed, available: end) }
        return (0..<Int(count)).map { ReportBlock(packet, at: offset + $0 * byteCount) }
    }

    /// Appends the block.
    func write(into bytes: inout [UInt8]) {
        bytes.append(ssrc)
        let lost = min(max(cumulativeLost, -0x80_0000), 0x7F_FFFF)
        bytes.append(UInt32(fractionLost) << 24 | UInt32(bitPattern: lost) & 0xFF_FFFF)
        bytes.append(highestSequence)
        bytes.append(jitter)
        bytes.append(lastSenderReport)
        bytes.append(delaySinceLastSenderReport)
    }

    private init(_ packet: Span<UInt8>, at offset: Int) {
        ssrc = packet.uint32(at: offset)
        fractionLost = packet[offset + 4]
        // The shift up and back down carries the sign of the 24 bits.
        cumulativeLost = Int32(bitPattern: packet.uint24(at: offset + 5) << 8) >> 8
        highestSequence = packet.uint32(at: offset + 8)
        jitter = packet.uint32(at: offset + 12)
        lastSenderReport = packet.uint32(at: offset + 16)
        delaySinceLastSenderReport = packet.uint32(at: offset + 20)
    }
}

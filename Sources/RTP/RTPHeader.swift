// SPDX-License-Identifier: Apache-2.0

/// An RTP packet's header, read once: plain values and ranges into the packet, no storage (RFC 3550 §5.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |V=2|P|X|  CC   |M|     PT      |       sequence number         |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                           timestamp                           |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                             SSRC                              |
///     +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
///     |                   CSRC identifiers (0…15)                     |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |    defined by profile (if X)  |    length in 32-bit words     |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct RTPHeader: Equatable, Sendable {
    /// The longest packet that is read, in bytes: what an Ethernet frame carries, and what the cache has room for.
    public static let maximumPacketCount = 1_500

    /// The marker bit; for video the last packet of a frame.
    public var marker: Bool
    /// 0…127.
    public var payloadType: UInt8
    /// Counts the packets of this SSRC, modulo 2¹⁶.
    public var sequenceNumber: UInt16
    /// In units of the payload type's clock rate.
    public var timestamp: UInt32
    /// Which stream the packet belongs to.
    public var ssrc: UInt32
    /// 0…15.
    public var csrcCount: Int
    /// 0 if there is no extension block, 0xBEDE for one-byte elements, 0x1000…0x100F for two-byte (RFC 8285 §4).
    public var extensionProfile: UInt16
    /// Where the extension elements lie in the packet, without the block's own four bytes; empty if there are none.
    public var extensionRange: Range<Int>
    /// Bytes before the payload.
    public var headerCount: Int
    /// Where the payload lies in the packet, without padding; empty in a packet that is all padding.
    public var payloadRange: Range<Int>
    /// Bytes of padding at the end, the count byte included.
    public var paddingCount: Int

    /// Reads the header of `packet`, which is plain RTP (decrypted, authentication tag removed).
    ///
    /// Constant time; after success every range lies within the packet.
    public init(_ packet: Span<UInt8>) throws(RTPError) {
        let count = packet.count
        guard count >= 12 else { throw .truncated(needed: 12, available: count) }
        guard count <= Self.maximumPacketCount else { throw .tooLong(count) }
        let flags = packet[0]
        guard flags >> 6 == 2 else { throw .version(flags >> 6) }

        marker = packet[1] & 0x80 != 0
        payloadType = packet[1] & 0x7F
        sequenceNumber = packet.uint16(at: 2)
        timestamp = packet.uint32(at: 4)
        ssrc = packet.uint32(at: 8)
        csrcCount = Int(flags & 0x0F)

        var end = 12 + 4 * csrcCount
        guard count >= end else { throw .truncated(needed: end, available: count) }
        extensionProfile = 0
        extensionRange = end..<end
        if flags & 0x10 != 0 {
            guard count >= end + 4 else { throw .truncated(needed: end + 4, available: count) }
            let extensionCount = 4 * Int(packet.uint16(at: end + 2))
            guard count - end - 4 >= extensionCount else { throw .extensionLength(extensionCount) }
            extensionProfile = packet.uint16(at: end)
            extensionRange = end + 4..<end + 4 + extensionCount
            end += 4 + extensionCount
        }
        headerCount = end

        paddingCount = flags & 0x20 != 0 ? Int(packet[count - 1]) : 0
        guard flags & 0x20 == 0 || (paddingCount > 0 && paddingCount <= count - end) else {
            throw .padding(paddingCount)
        }
        payloadRange = end..<count - paddingCount
    }
}

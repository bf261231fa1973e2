// SPDX-License-Identifier: Apache-2.0

/// The four bytes that every RTCP packet begins with (RFC 3550 §6.4.1, RFC 4585 §6.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |V=2|P| format  |     type      |  length in words, minus one   |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct RTCPHeader: Equatable, Sendable {
    /// 0…31: how many blocks or sources follow, or the format of a feedback message.
    public var format: UInt8
    /// The packet type, one of ``RTCPType`` or unknown.
    public var type: UInt8
    /// Bytes of the whole packet: header, content and padding.
    public var byteCount: Int
    /// Bytes of padding at the end, the count byte included.
    public var paddingCount: Int

    /// Reads the header at the start of `bytes`, which may go on after the packet.
    ///
    /// After success the whole packet lies within `bytes`.
    public init(_ bytes: Span<UInt8>) throws(RTCPError) {
        guard bytes.count >= 4 else { throw .truncated(needed: 4, available: bytes.count) }
        guard bytes[0] >> 6 == 2 else { throw .version(bytes[0] >> 6) }
        format = bytes[0] & 0x1F
        type = bytes[1]
        byteCount = 4 * (Int(bytes.uint16(at: 2)) + 1)
        guard bytes.count >= byteCount else { throw .truncated(needed: byteCount, available: bytes.count) }
        paddingCount = 0
        guard bytes[0] & 0x20 != 0 else { return }
        // Multiples of four by RFC 3550, but libwebrtc pads transport feedback by single bytes.
        paddingCount = Int(bytes[byteCount - 1])
        guard paddingCount > 0, paddingCount <= byteCount - 4 else { throw .padding(paddingCount) }
    }

    /// Reads a packet's header and makes sure of its type, of its format if one is asked for, and of its least size.
    ///
    /// - Returns: where the packet ends, without padding.
    static func end(
        of packet: Span<UInt8>, type: UInt8, format: UInt8? = nil, atLeast needed: Int
    ) throws(RTCPError) -> (end: Int, format: UInt8) {
        let header = try RTCPHeader(packet)
        guard header.type == type, format == nil || header.format == format else {
            throw .unexpectedKind(type: header.type, format: header.format)
        }
        let end = header.byteCount - header.paddingCount
        guard end >= needed else { throw .truncated(needed: needed, available: end) }
        return (end, header.format)
    }
}

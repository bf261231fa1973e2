// SPDX-License-Identifier: Apache-2.0

/// An RTP packet to be written by hand in a test; every field has a value that a test needn't care for.
public struct RTPPacketFixture: Sendable {
    /// The marker bit.
    public var marker = false
    /// 0…127.
    /// What follows the header.
    public var payloadType: UInt8 = 96
    /// The sequence number.
    public var sequenceNumber: UInt16 = 1
    /// The timestamp.
    public var timestamp: UInt32 = 90_000
    /// The stream.
    public var ssrc: UInt32 = 0x1122_3344
    /// At most 15.
    public var csrcs: [UInt32] = []
    /// Extension elements by id, in this order.
    public var extensions: [(id: UInt8, bytes: [UInt8])] = []
    /// Whether the elements take the two-byte form (RFC 8285 §4.3).
    public var twoByteExtensions = false
    /// What follows the header.
    public var payload: [UInt8] = []
    /// Bytes of padding, the count byte included.
    public var paddingCount: UInt8 = 0

    /// A packet without extensions, payload and padding.
    public init() {}

    /// A packet with this number and payload.
    public init(sequenceNumber: UInt16, timestamp: UInt32 = 90_000, marker: Bool = false, payload: [UInt8]) {
        self.sequenceNumber = sequenceNumber
        self.timestamp = timestamp
        self.marker = marker
        self.payload = payload
    }

    /// The packet on the wire (RFC 3550 §5.1, RFC 8285 §4), written without the code under test.
    public var bytes: [UInt8] {
        var flags = 0x80 | UInt8(csrcs.count)
        if paddingCount > 0 { flags |= 0x20 }
        if !extensions.isEmpty { flags |= 0x10 }
        var bytes: [UInt8] = [flags, (marker ? 0x80 : 0) | payloadType]
        bytes += Self.bigEndian(sequenceNumber) + Self.bigEndian(timestamp) + Self.bigEndian(ssrc)
        bytes += csrcs.flatMap(Self.bigEndian)
        if !extensions.isEmpty { bytes += extensionBlock }
        bytes += payload
        if paddingCount > 0 { bytes += [UInt8](repeating: 0, count: Int(paddingCount) - 1) + [paddingCount] }
        return bytes
    }

    private var extensionBlock: [UInt8] {
        var elements: [UInt8] = []
        for (id, content) in extensions {
            elements += twoByteExtensions ? [id, UInt8(content.count)] : [id << 4 | UInt8(content.count - 1)]
            elements += content
        }
        while elements.count % 4 != 0 { elements.append(0) }
        let profile: [UInt8] = twoByteExtensions ? [0x10, 0x00] : [0xBE, 0xDE]
        return profile + Self.bigEndian(UInt16(elements.count / 4)) + elements
    }

    private static func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        stride(from: number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}

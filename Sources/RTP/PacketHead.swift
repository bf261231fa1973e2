// SPDX-License-Identifier: Apache-2.0

/// The leading bytes of one outgoing packet: its RTP header with extensions, then the payload's rewritten start.
///
/// The rest of the payload is sent from the shared packet, so only these bytes are written per packet and subscriber.
/// Fixed storage, filled in order: `begin`, any `appendExtension`, `endHeader`, any `appendPayload`. Reuse one:
/// `begin` empties it.
public struct PacketHead: Sendable {
    /// Bytes that header and payload prefix may take together.
    public static let capacity = 256
    /// Bytes that extensions leave for the payload prefix: a VP8 descriptor of 6 after an RTX number of 2, and spare.
    public static let prefixCapacity = 16

    private var bytes: InlineArray<256, UInt8>
    /// Bytes written so far.
    private var count: Int
    private var usesTwoByteElements: Bool

    /// Bytes of RTP header, which are authenticated but not encrypted. 0 until `endHeader`.
    public private(set) var headerCount: Int

    /// An empty head; `begin` it before use.
    public init() {
        bytes = InlineArray(repeating: 0)
        count = 0
        usesTwoByteElements = false
        headerCount = 0
    }

    /// Empties the head and writes the fixed header (RFC 3550 §5.1): no padding, no CSRC.
    ///
    /// The upper bit of `payloadType` is ignored. `twoByteExtensions` writes elements in the two-byte form, which both
    /// sides must have agreed on (`a=extmap-allow-mixed`, RFC 8285 §6) unless an id above 14 was negotiated.
    public mutating func begin(
        marker: Bool, payloadType: UInt8, sequenceNumber: UInt16, timestamp: UInt32, ssrc: UInt32,
        twoByteExtensions: Bool = false
    ) {
        bytes[0] = 0x80
        bytes[1] = (marker ? 0x80 : 0) | (payloadType & 0x7F)
        write(sequenceNumber, at: 2)
        write(timestamp, at: 4)
        write(ssrc, at: 8)
        count = 16
        headerCount = 0
        usesTwoByteElements = twoByteExtensions
    }

    /// Appends an extension element with `data`.
    ///
    /// Left out if `id` is 0 (not negotiated), if there is no room, or if the one-byte form can't say it: it holds
    /// ids 1…14 and 1…16 bytes (RFC 8285 §4.2), the two-byte form ids 1…255 and 0…255 bytes (§4.3).
    public mutating func appendExtension(id: UInt8, _ data: Span<UInt8>) {
        let offset = beginElement(id: id, count: data.count)
        guard offset != 0 else { return }
        for index in data.indices {
            bytes[offset + index] = data[index]
        }
        count = offset + data.count
    }

    /// Appends an extension element of two bytes; left out as the one with a span is.
    public mutating func appendExtension(id: UInt8, _ value: UInt16) {
        let offset = beginElement(id: id, count: 2)
        guard offset != 0 else { return }
        write(value, at: offset)
        count = offset + 2
    }

    /// Appends an extension element of the lower 24 bits of `value`; left out as the one with a span is.
    public mutating func appendExtension(id: UInt8, uint24 value: UInt32) {
        let offset = beginElement(id: id, count: 3)
        guard offset != 0 else { return }
        bytes[offset] = UInt8(truncatingIfNeeded: value >> 16)
        write(UInt16(truncatingIfNeeded: value), at: offset + 1)
        count = offset + 3
    }

    /// Ends the header: pads the extension block to whole words and writes its length (RFC 8285 §4.1.1).
    ///
    /// Without an element there is no block at all.
    public mutating func endHeader() {
        let end = count
        guard end > 16 else {
            count = 12
            headerCount = 12
            return
        }
        // `beginElement` left room for three bytes of padding.
        bytes[end] = 0
        bytes[end + 1] = 0
        bytes[end + 2] = 0
        let padded = (end + 3) & ~3
        bytes[0] = 0x90
        write(usesTwoByteElements ? UInt16(0x1000) : 0xBEDE, at: 12)
        write(UInt16(truncatingIfNeeded: (padded - 16) / 4), at: 14)
        count = padded
        headerCount = padded
    }

    /// Appends a byte of payload. At least ``prefixCapacity`` always fit; past the capacity it traps.
    public mutating func appendPayload(_ byte: UInt8) {
        precondition(
            headerCount != 0 && count < Self.capacity, "a payload prefix follows the header and fits")
        bytes[count] = byte
        count += 1
    }

    /// Appends bytes of payload. At least ``prefixCapacity`` always fit; past the capacity it traps.
    public mutating func appendPayload(_ prefix: Span<UInt8>) {
        precondition(
            headerCount != 0 && prefix.count <= Self.capacity - count,
            "a payload prefix follows the header and fits"
        )
        for index in prefix.indices {
            bytes[count + index] = prefix[index]
        }
        count += prefix.count
    }

    /// Bytes of payload that follow the header in ``span``.
    public var prefixCount: Int { count - headerCount }

    /// Header and payload prefix, `headerCount + prefixCount` bytes. Read it after `endHeader`.
    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get { bytes.span.extracting(0..<count) }
    }

    /// Writes id and length of an element and says where its data belongs; 0, and nothing written, if left out.
    ///
    /// `count` stays: one store of it per element keeps the chain of loads that wait for stores short.
    private mutating func beginElement(id: UInt8, count length: Int) -> Int {
        let start = count
        // Two bytes of id and length, three because the block may have to be padded.
        guard id != 0, start &+ length <= Self.capacity - Self.prefixCapacity - 5 else { return 0 }
        if usesTwoByteElements {
            guard length <= 255 else { return 0 }
            bytes[start] = id
            bytes[start + 1] = UInt8(truncatingIfNeeded: length)
            return start + 2
        }
        guard id < 15, 1...16 ~= length else { return 0 }
        bytes[start] = id << 4 | UInt8(truncatingIfNeeded: length - 1)
        return start + 1
    }

    private mutating func write(_ value: UInt16, at offset: Int) {
        bytes[offset] = UInt8(truncatingIfNeeded: value >> 8)
        bytes[offset + 1] = UInt8(truncatingIfNeeded: value)
    }

    private mutating func write(_ value: UInt32, at offset: Int) {
        bytes[offset] = UInt8(truncatingIfNeeded: value >> 24)
        bytes[offset + 1] = UInt8(truncatingIfNeeded: value >> 16)
        bytes[offset + 2] = UInt8(truncatingIfNeeded: value >> 8)
        bytes[offset + 3] = UInt8(truncatingIfNeeded: value)
    }
}

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
    /// - Parameters:
    ///   - payloadType: 0…127; the upper bit is ignored.
    ///   - twoByteExtensions: write elements in the two-byte form, which both sides must have agreed on
    ///     (`a=extmap-allow-mixed`, RFC 8285 §6) unless an id above 14 was negotiated.
    public mutating func begin(
        marker: Bool, payloadType: UInt8, sequenceNumber: UInt16, timestamp: UInt32, ssrc: UInt32,
        twoByteExtensions: Bool = false
    ) {
        bytes[0] = 0x80
        bytes[1] = (marker ? 0x80 : 0) | (payloadType & 0x7F)
        write(sequenceNumber, at: 2)
        write(UInt16(truncatingIfNeeded: timestamp >> 16), at: 4)
        write(UInt16(truncatingIfNeeded: timestamp), at: 6)
        write(UInt16(truncatingIfNeeded: ssrc >> 16), at: 8)
        write(UInt16(truncatingIfNeeded: ssrc), at: 10)
        count = 16
        headerCount = 0
        usesTwoByteElements = twoByteExtensions
    }

    /// Appends an extension element with `data`.
    ///
    /// Left out if `id` is 0 (not negotiated), if there is no room, or if the one-byte form can't say it: it holds
    /// ids 1…14 and 1…16 bytes (RFC 8285 §4.2), the two-byte form ids 1…255 and 0…255 bytes (§4.3).
    public mutating func appendExtension(id: UInt8, _ data: Span<UInt8>) {
        guard beginElement(id: id, count: data.count) else { return }
        for index in data.indices {
            bytes[count + index] = data[index]
        }
        count += data.count
    }

    /// Appends an extension element of two bytes; left out as the one with a span is.
    public mutating func appendExtension(id: UInt8, _ value: UInt16) {
        guard beginElement(id: id, count: 2) else { return }
        write(value, at: count)
        count += 2
    }

    /// Appends an extension element of three bytes, the lower 24 bits of `value`; left out as the one with a span is.
    public mutating func appendExtension(id: UInt8, uint24 value: UInt32) {
        guard beginElement(id: id, count: 3) else { return }
        bytes[count] = UInt8(truncatingIfNeeded: value >> 16)
        write(UInt16(truncatingIfNeeded: value), at: count + 1)
        count += 3
    }

    /// Ends the header: pads the extension block to whole words and writes its length (RFC 8285 §4.1.1).
    ///
    /// Without an element there is no block at all.
    public mutating func endHeader() {
        guard count > 16 else {
            count = 12
            headerCount = 12
            return
        }
        while count & 3 != 0 {
            bytes[count] = 0
            count += 1
        }
        bytes[0] = 0x90
        write(usesTwoByteElements ? 0x1000 : 0xBEDE, at: 12)
        write(UInt16(truncatingIfNeeded: (count - 16) / 4), at: 14)
        headerCount = count
    }

    /// Appends a byte of payload. At least ``prefixCapacity`` always fit; past the capacity it traps.
    public mutating func appendPayload(_ byte: UInt8) {
        precondition(headerCount != 0 && count < Self.capacity, "a payload prefix follows the header and fits")
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

    /// Writes id and length of an element; false, and nothing written, if it must be left out.
    private mutating func beginElement(id: UInt8, count length: Int) -> Bool {
        // Three bytes more, because the block may have to be padded.
        guard id != 0, count + 2 + length + 3 <= Self.capacity - Self.prefixCapacity else { return false }
        if usesTwoByteElements {
            guard length <= 255 else { return false }
            bytes[count] = id
            bytes[count + 1] = UInt8(truncatingIfNeeded: length)
            count += 2
        } else {
            guard id < 15, 1...16 ~= length else { return false }
            bytes[count] = id << 4 | UInt8(truncatingIfNeeded: length - 1)
            count += 1
        }
        return true
    }

    private mutating func write(_ value: UInt16, at offset: Int) {
        bytes[offset] = UInt8(truncatingIfNeeded: value >> 8)
        bytes[offset + 1] = UInt8(truncatingIfNeeded: value)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The VP8 payload descriptor (RFC 7741 §4.2).
///
///          0 1 2 3 4 5 6 7
///         +-+-+-+-+-+-+-+-+
///         |X|R|N|S|R| PID | (required)
///         +-+-+-+-+-+-+-+-+
///     X:  |I|L|T|K| RSV   |
///         +-+-+-+-+-+-+-+-+
///     I:  |M| PictureID   | 7 bits, or 15 if M
///         +-+-+-+-+-+-+-+-+
///     L:  |   TL0PICIDX   |
///         +-+-+-+-+-+-+-+-+
///     T/K:|TID|Y| KEYIDX  |
///         +-+-+-+-+-+-+-+-+
public struct VP8Descriptor: Equatable, Sendable {
    /// Bytes of the descriptor, 1…6.
    public var byteCount: Int
    /// N: no later frame depends on this one.
    public var isDiscardable: Bool
    /// S: a partition begins with this packet.
    public var startsPartition: Bool
    /// PID: which partition, 0…7.
    public var partitionIndex: UInt8
    /// Counts frames modulo 2⁷, or modulo 2¹⁵ if it is long; nil if absent.
    public var pictureID: UInt16?
    /// M: whether the picture id has two bytes.
    public var isPictureIDLong: Bool
    /// Where the picture id lies in the payload; 0 if absent.
    public var pictureIDOffset: Int
    /// Counts frames of the base temporal layer modulo 2⁸; nil if absent.
    public var tl0PictureIndex: UInt8?
    /// Where the TL0PICIDX lies in the payload; 0 if absent.
    public var tl0PictureIndexOffset: Int
    /// TID: 0…3; nil if absent.
    public var temporalLayer: UInt8?
    /// Y: depends on the base layer only, so one may switch up here.
    public var isLayerSync: Bool
    /// KEYIDX: which keyframe this frame builds on, modulo 2⁵; nil if absent.
    public var keyIndex: UInt8?

    /// Reads the descriptor at the start of `payload`.
    public init(_ payload: Span<UInt8>) throws(PayloadError) {
        var reader = ByteReader(payload)
        let flags = try reader.byte()
        isDiscardable = flags & 0x20 != 0
        startsPartition = flags & 0x10 != 0
        partitionIndex = flags & 0x07
        isPictureIDLong = false
        pictureIDOffset = 0
        tl0PictureIndexOffset = 0
        isLayerSync = false
        let extensions = flags & 0x80 != 0 ? try reader.byte() : 0
        if extensions & 0x80 != 0 {
            pictureIDOffset = reader.offset
            (pictureID, isPictureIDLong) = try reader.pictureID()
        }
        if extensions & 0x40 != 0 {
            tl0PictureIndexOffset = reader.offset
            tl0PictureIndex = try reader.byte()
        }
        if extensions & 0x30 != 0 {
            let layer = try reader.byte()
            if extensions & 0x20 != 0 {
                temporalLayer = layer >> 6
                isLayerSync = layer & 0x20 != 0
            }
            keyIndex = extensions & 0x10 != 0 ? layer & 0x1F : nil
        }
        byteCount = reader.offset
    }

    /// Whether a frame begins with this packet.
    public var startsFrame: Bool { startsPartition && partitionIndex == 0 }

    /// Whether a keyframe begins with this packet: the payload header's P bit is 0 (RFC 7741 §4.3).
    func startsKeyframe(_ payload: Span<UInt8>) -> Bool {
        startsFrame && payload.count > byteCount && payload[byteCount] & 0x01 == 0
    }
}

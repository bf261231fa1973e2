// SPDX-License-Identifier: Apache-2.0

/// The VP9 payload descriptor (RFC 9628 §4.2).
///
///          0 1 2 3 4 5 6 7
///         +-+-+-+-+-+-+-+-+
///         |I|P|L|F|B|E|V|Z| (required)
///         +-+-+-+-+-+-+-+-+
///     I:  |M| PictureID   | 7 bits, or 15 if M
///         +-+-+-+-+-+-+-+-+
///     L:  | TID |U| SID |D|
///         +-+-+-+-+-+-+-+-+
///         |   TL0PICIDX   | (L without F)
///         +-+-+-+-+-+-+-+-+
///     P,F:| P_DIFF      |N| up to 3 times
///         +-+-+-+-+-+-+-+-+
///     V:  | N_S |Y|G|-|-|-| scalability structure
///         +-+-+-+-+-+-+-+-+
public struct VP9Descriptor: Equatable, Sendable {
    /// Bytes of the descriptor.
    public var byteCount: Int
    /// P: the frame builds on an earlier picture.
    public var isInterPredicted: Bool
    /// F: dependencies are spelled out per frame.
    public var isFlexible: Bool
    /// B: a frame (of one spatial layer) begins with this packet.
    public var startsFrame: Bool
    /// E: a frame (of one spatial layer) ends with this packet.
    public var endsFrame: Bool
    /// V: the scalability structure is in this packet.
    public var hasScalabilityStructure: Bool
    /// Z: no higher spatial layer of this picture builds on this frame.
    public var isNotReferencedUpward: Bool
    /// Counts pictures modulo 2⁷, or modulo 2¹⁵ if it is long; nil if absent.
    public var pictureID: UInt16?
    /// M: whether the picture id has two bytes.
    public var isPictureIDLong: Bool
    /// Where the picture id lies in the payload; 0 if absent.
    public var pictureIDOffset: Int
    /// TID: 0…7; nil if layers are absent.
    public var temporalLayer: UInt8?
    /// SID: 0…7; nil if layers are absent.
    public var spatialLayer: UInt8?
    /// U: one may switch up to this temporal layer here.
    public var isSwitchingUpPoint: Bool
    /// D: the frame builds on the spatial layer below, of the same picture.
    public var isInterLayerPredicted: Bool
    /// Counts pictures of the base temporal layer modulo 2⁸; nil if absent.
    public var tl0PictureIndex: UInt8?
    /// Where the TL0PICIDX lies in the payload; 0 if absent.
    public var tl0PictureIndexOffset: Int

    /// Reads the descriptor at the start of `payload`.
    public init(_ payload: Span<UInt8>) throws(PayloadError) {
        var reader = ByteReader(payload)
        let flags = try reader.byte()
        isInterPredicted = flags & 0x40 != 0
        isFlexible = flags & 0x10 != 0
        startsFrame = flags & 0x08 != 0
        endsFrame = flags & 0x04 != 0
        hasScalabilityStructure = flags & 0x02 != 0
        isNotReferencedUpward = flags & 0x01 != 0
        isPictureIDLong = false
        pictureIDOffset = 0
        isSwitchingUpPoint = false
        isInterLayerPredicted = false
        tl0PictureIndexOffset = 0
        byteCount = 0
        if flags & 0x80 != 0 {
            pictureIDOffset = reader.offset
            (pictureID, isPictureIDLong) = try reader.pictureID()
        }
        if flags & 0x20 != 0 { try readLayers(&reader) }
        if isFlexible, isInterPredicted { try Self.skipReferences(&reader) }
        if hasScalabilityStructure { try Self.skipScalabilityStructure(&reader) }
        byteCount = reader.offset
    }

    /// Whether a keyframe begins with this packet: not predicted, and of the lowest spatial layer.
    public var startsKeyframe: Bool {
        startsFrame && !isInterPredicted && (spatialLayer ?? 0) == 0
    }

    private mutating func readLayers(_ reader: inout ByteReader) throws(PayloadError) {
        let layers = try reader.byte()
        temporalLayer = layers >> 5
        isSwitchingUpPoint = layers & 0x10 != 0
        spatialLayer = (layers >> 1) & 0x07
        isInterLayerPredicted = layers & 0x01 != 0
        guard !isFlexible else { return }
        tl0PictureIndexOffset = reader.offset
        tl0PictureIndex = try reader.byte()
    }

    private static func skipReferences(_ reader: inout ByteReader) throws(PayloadError) {
        for _ in 0..<3 where try reader.byte() & 0x01 == 0 {
            return
        }
        throw .tooManyReferences
    }

    /// RFC 9628 §4.2.1: sizes of the layers if Y, then a group of pictures with their references if G.
    private static func skipScalabilityStructure(_ reader: inout ByteReader) throws(PayloadError) {
        let flags = try reader.byte()
        if flags & 0x10 != 0 { try reader.skip(4 * (Int(flags >> 5) + 1)) }
        guard flags & 0x08 != 0 else { return }
        for _ in 0..<(try reader.byte()) {
            let picture = try reader.byte()
            try reader.skip(Int(picture >> 2 & 0x03))
        }
    }
}

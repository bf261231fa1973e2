// SPDX-License-Identifier: Apache-2.0

/// The numbers that name a packet's picture inside its payload or extensions: picture id and TL0PICIDX of VP8 and VP9
/// (RFC 7741 §4.2, RFC 9628 §4.2), AV1's frame number (dependency descriptor, AV1 RTP specification A.8.2).
struct PictureIdentity {
    /// The payload's first bytes as they are sent on, the first uppermost, with zeros where the numbers go.
    ///
    /// The picture id always has its long form here, even if the publisher uses the short one: so the numbers can go
    /// on from one publisher to the next. In VP8 for example
    ///
    ///     |X R N S R PID| I L T K RSV | 1 picture id (15) | TL0PICIDX |
    private(set) var prefix: UInt64 = 0
    /// Bytes of `prefix`, 0…7; with 0 the payload is sent on as it is.
    private(set) var prefixCount = 0
    /// How far the picture id is shifted to its place in `prefix`.
    private(set) var pictureShift: UInt64 = 0
    /// How far TL0PICIDX is shifted to its place; 64, which shifts it out, if there is none.
    private(set) var layerShift: UInt64 = 64
    /// Whether the packet names its picture at all.
    private(set) var isPresent = false
    /// What the publisher counts.
    private(set) var numbers = PictureNumbers()

    /// A packet that names no picture.
    init() {}

    /// A packet whose frame number is in its dependency descriptor.
    init(frame: UInt16) {
        numbers.frame = frame
        isPresent = true
    }

    /// A packet whose `payload` has a picture id in the bytes `field`, which is `picture` in 15 bits, and TL0PICIDX at
    /// `layerOffset`, if at all.
    init(_ payload: Span<UInt8>, field: Range<Int>, picture: UInt16, layerOffset: Int?) {
        let sourceCount = max(field.upperBound, (layerOffset ?? 0) + 1)
        var offset = 0
        while offset < sourceCount {
            if offset == field.lowerBound {
                append(0x80)
                append(0)
                pictureShift = UInt64(56 - 8 * (prefixCount - 1))
                offset = field.upperBound
                continue
            }
            append(offset == layerOffset ? 0 : payload[offset])
            if offset == layerOffset { layerShift = UInt64(56 - 8 * (prefixCount - 1)) }
            offset += 1
        }
        isPresent = true
        numbers.picture = picture & 0x7FFF
        if let layerOffset { numbers.layer = payload[layerOffset] }
    }

    /// `prefix` with these numbers in place.
    @inline(__always)
    func prefix(with numbers: PictureNumbers) -> UInt64 {
        prefix | UInt64(numbers.picture) << pictureShift | UInt64(numbers.layer) << layerShift
    }

    private mutating func append(_ byte: UInt8) {
        prefix |= UInt64(byte) << UInt64(56 - 8 * prefixCount)
        prefixCount += 1
    }
}

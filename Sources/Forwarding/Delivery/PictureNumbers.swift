// SPDX-License-Identifier: Apache-2.0

/// The counters of a ``PictureIdentity``, or the offsets between two of them; each wraps in its own width.
struct PictureNumbers: Equatable {
    /// VP8's picture id, 15 bits.
    var picture: UInt16 = 0
    /// VP8's TL0PICIDX.
    var layer: UInt8 = 0
    /// AV1's frame number.
    var frame: UInt16 = 0

    /// Each counter moved on.
    static func + (lhs: PictureNumbers, rhs: PictureNumbers) -> PictureNumbers {
        PictureNumbers(
            picture: (lhs.picture &+ rhs.picture) & 0x7FFF,
            layer: lhs.layer &+ rhs.layer,
            frame: lhs.frame &+ rhs.frame
        )
    }

    /// The offsets that lead from `rhs` to the picture after `lhs`.
    static func offsets(from rhs: PictureNumbers, toAfter lhs: PictureNumbers) -> PictureNumbers {
        PictureNumbers(
            picture: (lhs.picture &+ 1 &- rhs.picture) & 0x7FFF,
            layer: lhs.layer &+ 1 &- rhs.layer,
            frame: lhs.frame &+ 1 &- rhs.frame
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import RTP

/// Reads the picture numbers of one source's packets; short picture ids are extended to 15 bits.
struct PictureIdentityReader {
    /// The newest picture id in 15 bits.
    private var newest: UInt16?

    /// No picture seen yet.
    init() {}

    /// The identity of the packet with this payload and these traits.
    ///
    /// - Returns: also how many of the payload's bytes it replaces.
    mutating func read(_ payload: Span<UInt8>, _ traits: PayloadTraits) -> (PictureIdentity, replaced: Int) {
        if let vp8 = traits.vp8, let id = vp8.pictureID {
            let field = field(vp8.pictureIDOffset, isLong: vp8.isPictureIDLong)
            let layer = vp8.tl0PictureIndex == nil ? nil : Optional(vp8.tl0PictureIndexOffset)
            return identity(payload, field: field, id: id, layerOffset: layer)
        }
        if let vp9 = traits.vp9, let id = vp9.pictureID {
            let field = field(vp9.pictureIDOffset, isLong: vp9.isPictureIDLong)
            let layer = vp9.tl0PictureIndex == nil ? nil : Optional(vp9.tl0PictureIndexOffset)
            return identity(payload, field: field, id: id, layerOffset: layer)
        }
        if let descriptor = traits.dependencyDescriptor {
            return (PictureIdentity(frame: descriptor.frameNumber), 0)
        }
        return (PictureIdentity(), 0)
    }

    private mutating func identity(
        _ payload: Span<UInt8>, field: Range<Int>, id: UInt16, layerOffset: Int?
    ) -> (PictureIdentity, replaced: Int) {
        let picture = field.count == 2 ? note(id) : note(extend(id))
        let identity = PictureIdentity(payload, field: field, picture: picture, layerOffset: layerOffset)
        return (identity, max(field.upperBound, (layerOffset ?? 0) + 1))
    }

    private func field(_ offset: Int, isLong: Bool) -> Range<Int> {
        offset..<offset + (isLong ? 2 : 1)
    }

    /// The 15-bit number nearest to the newest one whose lower seven bits are `id`.
    private func extend(_ id: UInt16) -> UInt16 {
        guard let newest else { return id }
        let ahead = (id &- newest) & 0x7F
        return (newest &+ (ahead < 64 ? ahead : ahead &- 128)) & 0x7FFF
    }

    private mutating func note(_ picture: UInt16) -> UInt16 {
        guard let newest else {
            self.newest = picture
            return picture
        }
        if (picture &- newest) & 0x7FFF < 0x4000 { self.newest = picture }
        return picture
    }
}

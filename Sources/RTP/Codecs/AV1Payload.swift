// SPDX-License-Identifier: Apache-2.0

/// Finds coded video sequences and frames in AV1 payloads (AV1 RTP specification §4.4).
///
/// The aggregation header that every payload begins with:
///
///      0 1 2 3 4 5 6 7
///     +-+-+-+-+-+-+-+-+
///     |Z|Y| W |N|-|-|-|
///     +-+-+-+-+-+-+-+-+
///
/// Z: the first element goes on from the packet before. W: how many elements there are, the last without its
/// length; 0 if all have one. N: a coded video sequence begins with this packet.
enum AV1Payload {
    /// Notes in `traits` what begins in `payload`, with the dependency descriptor that is already there.
    ///
    /// Total; a broken element ends the walk.
    static func inspect(_ payload: Span<UInt8>, _ traits: inout PayloadTraits) {
        guard payload.count > 1 else { return }
        inspectElements(payload, &traits)
        // An N bit on what goes on from the packet before contradicts itself.
        if payload[0] & 0x88 == 0x08 {
            traits.startsFrame = true
            traits.startsKeyframe = true
        }
        if traits.containsParameterSets { traits.startsKeyframe = true }
        guard let descriptor = traits.dependencyDescriptor else { return }
        // The structure comes with the first packet of a coded video sequence (appendix A.8.3).
        traits.startsFrame = descriptor.startsFrame
        traits.startsKeyframe =
            descriptor.startsFrame && (traits.startsKeyframe || descriptor.hasTemplateStructure)
    }

    private static func inspectElements(_ payload: Span<UInt8>, _ traits: inout PayloadTraits) {
        let elementCount = payload[0] >> 4 & 0x03
        var continues = payload[0] & 0x80 != 0
        var offset = 1
        var index: UInt8 = 1
        while offset < payload.count {
            var count = payload.count - offset
            if elementCount == 0 || index < elementCount {
                guard let length = readLEB128(payload, &offset), length <= payload.count - offset else {
                    return
                }
                count = length
            }
            if !continues, count > 0 { note(type: payload[offset] >> 3 & 0x0F, &traits) }
            guard index != elementCount else { return }
            continues = false
            offset += count
            // Past 3 the number no longer matters, but must not wrap to it.
            index = min(index + 1, 4)
        }
    }

    /// An open bitstream unit of this type begins (AV1 bitstream specification §6.2.2).
    private static func note(type: UInt8, _ traits: inout PayloadTraits) {
        switch type {
        case 1:
            traits.startsFrame = true
            traits.containsParameterSets = true
        case 3, 6:
            // A frame header, or a whole frame with its header.
            traits.startsFrame = true
        default: return
        }
    }

    /// Seven bits a byte, lowest first, at most 8 bytes (AV1 bitstream specification §4.10.5); nil if it doesn't end.
    private static func readLEB128(_ payload: Span<UInt8>, _ offset: inout Int) -> Int? {
        var value = 0
        for shift in stride(from: 0, to: 56, by: 7) where offset < payload.count {
            let byte = payload[offset]
            offset += 1
            value |= Int(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }
}

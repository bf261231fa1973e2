// SPDX-License-Identifier: Apache-2.0

/// Finds parameter sets and first slices in H.265 payloads (RFC 7798 §4.4).
///
/// Single NAL units, aggregation packets and fragmentation units, without decoding order numbers: WebRTC sends in
/// decoding order (sprop-max-don-diff 0).
enum H265Payload {
    /// Notes in `traits` what the NAL units that begin in `payload` are. Total; a broken aggregate ends the walk.
    static func inspect(_ payload: Span<UInt8>, _ traits: inout PayloadTraits) {
        guard payload.count > 2 else { return }
        switch unitType(payload[0]) {
        case 0...47: note(type: unitType(payload[0]), content: payload[2], &traits)
        case 48: inspectAggregate(payload, &traits)
        case 49:
            // FU: the FU header's S bit, and the type of the unit that is cut up (§4.4.3).
            guard payload.count > 3, payload[2] & 0x80 != 0 else { return }
            note(type: payload[2] & 0x3F, content: payload[3], &traits)
        default: return
        }
        traits.startsKeyframe = traits.containsParameterSets || traits.isIntraSlice
    }

    /// AP: units, each after its 16-bit size (§4.4.2).
    private static func inspectAggregate(_ payload: Span<UInt8>, _ traits: inout PayloadTraits) {
        var offset = 2
        while offset + 4 < payload.count {
            let size = Int(payload.uint16(at: offset))
            offset += 2
            guard size >= 3, size <= payload.count - offset else { return }
            note(type: unitType(payload[offset]), content: payload[offset + 2], &traits)
            offset += size
        }
    }

    /// A unit of this type begins, and the byte after its header is `content`.
    private static func note(type: UInt8, content: UInt8, _ traits: inout PayloadTraits) {
        switch type {
        case 0...31:
            // first_slice_segment_in_pic_flag is the slice header's first bit (ITU-T H.265 §7.3.6.1).
            guard content & 0x80 != 0 else { return }
            traits.startsFrame = true
            // BLA, IDR and CRA pictures: a decoder may start at any of them (ITU-T H.265 §7.4.2.2).
            if 16...21 ~= type { traits.isIntraSlice = true }
        case 32, 33:
            traits.startsFrame = true
            traits.containsParameterSets = true
        case 34, 35, 39:
            // PPS, access unit delimiter and prefix SEI come before the first slice.
            traits.startsFrame = true
        default: return
        }
    }

    private static func unitType(_ byte: UInt8) -> UInt8 { byte >> 1 & 0x3F }
}

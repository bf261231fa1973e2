// SPDX-License-Identifier: Apache-2.0

/// Finds parameter sets and first slices in H.264 payloads (RFC 6184 §5.2).
///
/// Single NAL units, STAP-A and FU-A, which is all that packetization modes 0 and 1 allow (§5.4).
enum H264Payload {
    /// Notes in `traits` what the NAL units that begin in `payload` are. Total; a broken aggregate ends the walk.
    static func inspect(_ payload: Span<UInt8>, _ traits: inout PayloadTraits) {
        guard payload.count > 1 else { return }
        switch payload[0] & 0x1F {
        case 1...23: note(type: payload[0] & 0x1F, content: payload[1], &traits)
        case 24: inspectAggregate(payload, &traits)
        case 28:
            // FU-A: the FU header's S bit, and the type of the unit that is cut up (§5.8).
            guard payload.count > 2, payload[1] & 0x80 != 0 else { return }
            note(type: payload[1] & 0x1F, content: payload[2], &traits)
        default: return
        }
        traits.startsKeyframe = traits.containsParameterSets || traits.isIntraSlice
    }

    /// STAP-A: units, each after its 16-bit size (§5.7.1).
    private static func inspectAggregate(_ payload: Span<UInt8>, _ traits: inout PayloadTraits) {
        var offset = 1
        while offset + 3 < payload.count {
            let size = Int(payload.uint16(at: offset))
            offset += 2
            guard size >= 2, size <= payload.count - offset else { return }
            note(type: payload[offset] & 0x1F, content: payload[offset + 1], &traits)
            offset += size
        }
    }

    /// A unit of this type begins, and the byte after its header is `content`.
    private static func note(type: UInt8, content: UInt8, _ traits: inout PayloadTraits) {
        switch type {
        case 1, 2, 5:
            // A slice header begins with first_mb_in_slice, whose value 0 is a single 1 bit (ITU-T H.264 §7.3.3).
            guard content & 0x80 != 0 else { return }
            traits.startsFrame = true
            if type == 5 { traits.isIntraSlice = true }
        case 7:
            traits.startsFrame = true
            traits.containsParameterSets = true
        case 6, 8, 9:
            // SEI, PPS and access unit delimiter come before the first slice (ITU-T H.264 §7.4.1.2.3).
            traits.startsFrame = true
        default: return
        }
    }
}

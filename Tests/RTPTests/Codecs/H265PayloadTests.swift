// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("H265Payload, RFC 7798 §4.4") struct H265PayloadTests {
    @Test(
        "single units",
        arguments: [
            // TRAIL_R: the picture's first slice, another.
            ("0201 d0", Beginning.frame), ("0201 50", .nothing),
            // IDR_W_RADL, IDR_N_LP, CRA, BLA_W_LP; another slice of an IDR.
            ("2601 af", .keyframe), ("2801 af", .keyframe), ("2a01 af", .keyframe), ("2001 af", .keyframe),
            ("2601 2f", .nothing),
            // VPS, SPS, PPS, delimiter, prefix SEI, suffix SEI.
            ("4001 0c", .keyframe), ("4201 01", .keyframe), ("4401 c0", .frame), ("4601 50", .frame),
            ("4e01 05", .frame), ("5001 84", .nothing),
            // Too short, and PACI.
            ("2601", .nothing), ("26", .nothing), ("", .nothing), ("6401 af", .nothing),
        ])
    func singleUnits(_ payload: String, _ beginning: Beginning) {
        #expect(Beginning(inspect(payload, .h265)) == beginning)
    }

    @Test(
        "aggregates (§4.4.2)",
        arguments: [
            ("6001 0003 40010c 0003 420101 0003 4401c0", Beginning.keyframe),
            ("6001 0003 4401c0 0003 0201d0", .frame), ("6001 0003 4601 50 0003 2601af", .keyframe),
            ("6001 0003 460150 0009 40010c", .frame), ("6001 0003 460150 0002 4001 0003 420101", .frame),
            ("6001", .nothing), ("6001 00", .nothing), ("6001 0003", .nothing), ("6001 0003 4001", .nothing),
        ])
    func aggregates(_ payload: String, _ beginning: Beginning) {
        #expect(Beginning(inspect(payload, .h265)) == beginning)
    }

    @Test(
        "fragments (§4.4.3)",
        arguments: [
            // IDR_W_RADL: start, middle, end; start of another slice; TRAIL_R start; VPS start.
            ("6201 93 af", Beginning.keyframe), ("6201 13 af", .nothing), ("6201 53 af", .nothing),
            ("6201 93 2f", .nothing), ("6201 81 d0", .frame), ("6201 a0 0c", .keyframe),
            ("6201 93", .nothing),
            ("6201", .nothing),
        ])
    func fragments(_ payload: String, _ beginning: Beginning) {
        #expect(Beginning(inspect(payload, .h265)) == beginning)
    }

    @Test func `parameter sets and intra slices are told apart`() {
        let sets = inspect("4001 0c", .h265)
        #expect(sets.containsParameterSets && !sets.isIntraSlice)
        let slice = inspect("6201 93 af", .h265)
        #expect(!slice.containsParameterSets && slice.isIntraSlice)
    }
}

// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("H264Payload, RFC 6184 §5") struct H264PayloadTests {
    @Test(
        "single units",
        arguments: [
            // Non-IDR slice: the picture's first, another.
            ("41 9a", Beginning.frame), ("41 40", .nothing),
            // IDR slice: the picture's first, another.
            ("65 88", .keyframe), ("65 40", .nothing),
            // SPS, PPS, SEI, access unit delimiter, filler data.
            ("67 42", .keyframe), ("68 ce", .frame), ("06 05", .frame), ("09 f0", .frame),
            ("0c ff", .nothing),
            // Too short, reserved, and types of packetization mode 2.
            ("65", .nothing), ("", .nothing), ("00 88", .nothing), ("1f 88", .nothing), ("79 88", .nothing),
            ("7a 88 ffff", .nothing), ("7d 85 88", .nothing),
        ])
    func singleUnits(_ payload: String, _ beginning: Beginning) {
        #expect(Beginning(inspect(payload, .h264)) == beginning)
    }

    @Test(
        "aggregates (§5.7.1)",
        arguments: [
            // SPS and PPS; SPS, PPS and IDR; PPS and a slice.
            ("78 0004 67424033 0003 68ce38", Beginning.keyframe),
            ("78 0002 6742 0002 68ce 0003 658880", .keyframe),
            ("78 0002 68ce 0002 419a", .frame),
            // A delimiter, then what can't be whole.
            ("78 0002 09f0 0009 6742", .frame), ("78 0002 09f0 0000 6742", .frame),
            ("78", .nothing), ("78 00", .nothing), ("78 0002", .nothing), ("78 0002 67", .nothing),
            ("78 0001 67 0002 6742", .nothing),
        ])
    func aggregates(_ payload: String, _ beginning: Beginning) {
        #expect(Beginning(inspect(payload, .h264)) == beginning)
    }

    @Test(
        "fragments (§5.8)",
        arguments: [
            // IDR: start, middle, end; start of another slice; non-IDR start; SPS start.
            ("7c 85 88", Beginning.keyframe), ("7c 05 88", .nothing), ("7c 45 88", .nothing),
            ("7c 85 40", .nothing),
            ("5c 81 9a", .frame), ("7c 87 42", .keyframe), ("7c 85", .nothing), ("7c", .nothing),
        ])
    func fragments(_ payload: String, _ beginning: Beginning) {
        #expect(Beginning(inspect(payload, .h264)) == beginning)
    }

    @Test func `parameter sets and intra slices are told apart`() {
        let sets = inspect("67 42", .h264)
        #expect(sets.containsParameterSets && !sets.isIntraSlice)
        let slice = inspect("7c 85 88", .h264)
        #expect(!slice.containsParameterSets && slice.isIntraSlice)
        let both = inspect("78 0002 6742 0002 6588", .h264)
        #expect(both.containsParameterSets && both.isIntraSlice)
    }
}

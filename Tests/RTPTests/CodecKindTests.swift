// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@Suite("CodecKind") struct CodecKindTests {
    @Test("names in any case", arguments: CodecKind.allCases) func names(_ codec: CodecKind) {
        #expect(CodecKind(encodingName: codec.encodingName) == codec)
        #expect(CodecKind(encodingName: codec.encodingName.lowercased()) == codec)
        #expect(CodecKind(encodingName: codec.encodingName.uppercased()) == codec)
    }

    @Test(
        "names that are not codecs of ours",
        arguments: ["", "rtx", "red", "ulpfec", "telephone-event", "VP80"])
    func otherNames(_ name: String) {
        #expect(CodecKind(encodingName: name) == nil)
    }

    @Test func `four are sound and five are pictures`() {
        #expect(CodecKind.allCases.filter { $0.kind == .audio } == [.opus, .pcmu, .pcma, .g722])
        #expect(CodecKind.allCases.filter { $0.kind == .video } == [.vp8, .vp9, .h264, .h265, .av1])
    }
}

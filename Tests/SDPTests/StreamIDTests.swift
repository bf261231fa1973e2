// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("StreamID, RFC 8830 §2") struct StreamIDTests {
    private static let longest = String(repeating: "x", count: 64)

    @Test(arguments: ["a", "{3f-2}", "0c0a3d4e-6a53-4b5e-9d2e-0f0c1d2e3f40", longest])
    func `a token names a stream`(_ text: String) {
        #expect(StreamID.isValid(text))
    }

    @Test(arguments: ["", "a b", "a\r\na=x", "a/b", "é", "a\u{7F}", longest + "x"])
    func `nothing else does`(_ text: String) {
        #expect(!StreamID.isValid(text))
    }
}

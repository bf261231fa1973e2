// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("Names and session ids")
struct NameTests {
    @Test(arguments: ["a", "A-Z_0.9", "...", "..a", ".a", "-", "_", String(repeating: "x", count: 128)])
    func `names of the alphabet are taken`(name: String) {
        #expect(Name.isValid(name))
    }

    @Test(arguments: [
        "", ".", "..", " ", "a b", "a/b", "a\\b", "é", "a\u{301}", "名", "a\0", "a\n", "a\r\nX: y", "%2e",
        "a%", "<b>",
        "a;b", "a?b", "a#b", "a+b", "a:b", "a@b", "~a", "$HOME", String(repeating: "x", count: 129),
    ])
    func `everything else is refused`(name: String) {
        #expect(!Name.isValid(name))
    }

    @Test func `session ids have 192 bits, are names, and never repeat`() {
        let ids = Set((0..<1_000).map { _ in SessionID.random() })
        #expect(ids.count == 1_000)
        #expect(ids.allSatisfy { Name.isValid($0.text) && $0.text.utf8.count == 33 })
        var generator = SplitMix64(state: 1)
        let first = SessionID.random(using: &generator)
        #expect(first != SessionID.random(using: &generator))
        #expect(first.logged.count == 6)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LoadKit

@Suite struct FigureTests {
    @Test func `thousands are apart`() {
        #expect(Figure.whole(0) == "0")
        #expect(Figure.whole(999) == "999")
        #expect(Figure.whole(1_000) == "1,000")
        #expect(Figure.whole(1_234_567) == "1,234,567")
        #expect(Figure.whole(-1_234) == "-1,234")
        #expect(Figure.whole(Double.infinity) == "–")
    }

    @Test func `numbers have the digits that matter`() {
        #expect(Figure.short(211_237.4) == "211,237")
        #expect(Figure.short(34.56) == "34.6")
        #expect(Figure.short(2.5) == "2.5")
        #expect(Figure.short(0.004) == "0.004")
        #expect(Figure.short(0) == "0")
    }

    @Test func `texts can't become markup`() {
        #expect(HTML.escaped("<b a=\"1\">&") == "&lt;b a=&quot;1&quot;&gt;&amp;")
    }

    @Test func `columns of a table line up`() {
        let table = TextTable(columns: ["a", "bb"], rows: [["long", "1"], ["x", "1,000"]])
        #expect(table.text == "a        bb\nlong      1\nx     1,000")
    }
}

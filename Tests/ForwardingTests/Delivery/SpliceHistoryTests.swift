// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Forwarding

@Suite struct SpliceHistoryTests {
    @Test func `each number belongs to the splice under which it was sent`() {
        var history = SpliceHistory()
        #expect(history.splice(forSequence: 5) == nil)
        // Packets 100… went as 0…, then 500… as 10…
        history.add(Splice(first: 100, sequence: -100))
        history.add(Splice(first: 500, sequence: -490))
        #expect(history.splice(forSequence: 9)?.sequence == -100)
        #expect(history.splice(forSequence: 10)?.sequence == -490)
        #expect(history.splice(forSequence: -1) == nil)
    }

    @Test func `only the last ones are remembered`() {
        var history = SpliceHistory()
        for index in 0..<10 as Range<Int64> { history.add(Splice(first: index * 10, sequence: 0)) }
        #expect(history.splice(forSequence: 95)?.first == 90)
        #expect(history.splice(forSequence: 60)?.first == 60)
        #expect(history.splice(forSequence: 59) == nil)
    }
}

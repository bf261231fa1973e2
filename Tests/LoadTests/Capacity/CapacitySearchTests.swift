// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LoadKit

@Suite struct CapacitySearchTests {
    /// Tries until the search is over, against a server that carries so many.
    private func search(
        for capacity: Int,
        start: Int = 50,
        most: Int = 10_000,
        resolution: Double = 0.05
    ) -> (CapacitySearch, tries: [Int]) {
        var search = CapacitySearch(start: start, most: most, resolution: resolution)
        var tries: [Int] = []
        while let next = search.next {
            tries.append(next)
            search.note(next, passed: next <= capacity)
        }
        return (search, tries)
    }

    @Test func `doubles until a load fails, then halves the span`() {
        let (search, tries) = search(for: 330)
        #expect(tries == [50, 100, 200, 400, 300, 350, 325, 337])
        #expect(search.best == 325)
        #expect(search.worst == 337)
    }

    @Test func `a first load that fails is halved`() {
        let (search, tries) = search(for: 7)
        #expect(tries.first == 50)
        #expect(search.best == 7)
    }

    @Test func `a server that carries nobody ends at nothing`() {
        let (search, tries) = search(for: 0)
        #expect(search.best == 0)
        #expect(tries.last == 1)
    }

    @Test func `ends at the largest load that may be tried`() {
        let (search, tries) = search(for: 5_000, most: 300)
        #expect(tries == [50, 100, 200, 300])
        #expect(search.best == 300)
    }
}

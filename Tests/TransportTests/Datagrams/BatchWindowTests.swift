// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transport

@Suite("BatchWindow") struct BatchWindowTests {
    /// The window after a second in which the loop was busy for `percent` of the time.
    private func window(busy percent: Int64, after start: BatchWindow = BatchWindow()) -> BatchWindow {
        var window = start
        for step in 0...100 as ClosedRange<Int64> {
            let now = step * 10_000_000
            window.note(idle: UInt64(now / 100 * (100 - percent)), now: now)
        }
        return window
    }

    @Test(arguments: [(0, 0), (30, 0), (59, 0), (60, 1), (79, 1), (80, 2), (100, 2)])
    func `what is idle waits for nobody, what is busy up to 2 ms`(_ percent: Int, _ milliseconds: Int) {
        #expect(window(busy: Int64(percent)).milliseconds == milliseconds)
    }

    @Test func `the window closes when the load goes`() {
        var window = window(busy: 100)
        #expect(window.milliseconds == 2)
        window.note(idle: 0, now: 1_000_000_000)
        window.note(idle: 100_000_000, now: 1_100_000_000)
        #expect(window.milliseconds == 0)
    }

    @Test func `a clock that has told nothing yet opens none`() {
        var window = BatchWindow()
        window.note(idle: 0, now: 5_000_000_000)
        window.note(idle: 0, now: 5_050_000_000)
        #expect(window.milliseconds == 0)
    }
}

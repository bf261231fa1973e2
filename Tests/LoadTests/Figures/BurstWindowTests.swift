// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import LoadKit

@Suite struct BurstWindowTests {
    @Test func `the most events within half a second are kept`() {
        var window = BurstWindow()
        for milliseconds: Int64 in [0, 100, 499, 500, 2_000, 2_400, 3_000] {
            window.note(MonotonicTime(nanoseconds: milliseconds * 1_000_000))
        }
        #expect(window.most == 3)
    }
}

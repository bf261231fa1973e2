// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Forwarding

@Suite struct MediaTicksTests {
    @Test(
        "ticks of a span",
        arguments: [
            (1_000_000_000, 90_000, 90_000), (-1_000_000_000, 90_000, UInt32(bitPattern: -90_000)),
            (20_000_000, 48_000, 960), (360_000_000_000_000, 90_000, 2_335_228_928), (0, 48_000, 0),
        ] as [(Int64, UInt32, UInt32)])
    func ticks(_ span: (Int64, UInt32, UInt32)) {
        #expect(MediaTicks.of(nanoseconds: span.0, clockRate: span.1) == span.2)
    }
}

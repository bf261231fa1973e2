// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transport

@Suite("OpenFileLimit") struct OpenFileLimitTests {
    @Test func `a peer costs a socket on each local address and what comes with it`() {
        #expect(OpenFileLimit.descriptorsPerPeer(localAddresses: 1) == 4)
        #expect(OpenFileLimit.descriptorsPerPeer(localAddresses: 3) == 6)
        #expect(OpenFileLimit.descriptorsPerPeer(localAddresses: 0) == 4)
    }

    @Test func `what is reserved is no peer's`() {
        #expect(OpenFileLimit(count: 256 + 4_000).peers(localAddresses: 1) == 1_000)
        #expect(OpenFileLimit(count: 256 + 4_003).peers(localAddresses: 1) == 1_000)
        #expect(OpenFileLimit(count: 256 + 4_000).peers(localAddresses: 3, sharesPort: true) == 4_000)
        #expect(OpenFileLimit(count: 100).peers(localAddresses: 1) == 0)
    }

    @Test func `raising it twice changes nothing`() throws {
        let first = try OpenFileLimit.raise()
        #expect(first.count > OpenFileLimit.reserved)
        #expect(try OpenFileLimit.raise() == first)
    }
}

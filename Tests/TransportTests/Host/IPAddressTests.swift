// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transport

@Suite("IPAddress") struct IPAddressTests {
    @Test(
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("::", "::"),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ]
    )
    func `a literal reads and prints in its shortest form`(text: String, shortest: String) {
        #expect(IPAddress(text)?.description == shortest)
    }

    @Test(
        arguments: [
            "", "192.0.2", "192.0.2.256", "192.0.2.1:80", "[::1]", "fe80::1%eth0", "localhost", "1",
            "192.0.2.1\0",
            " 192.0.2.1", String(repeating: "1", count: 1_000),
        ]
    )
    func `anything else is no literal`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `loopback, link-local and unspecified addresses are known`() throws {
        func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }
        #expect(
            try address("127.0.0.1").isLoopback && address("127.255.0.1").isLoopback
                && address("::1").isLoopback)
        #expect(
            try !address("128.0.0.1").isLoopback && !address("::2").isLoopback && !address("1::1").isLoopback)
        #expect(
            try address("169.254.1.1").isLinkLocal && address("fe80::1").isLinkLocal
                && address("febf::").isLinkLocal)
        #expect(try !address("169.253.1.1").isLinkLocal && !address("fec0::1").isLinkLocal)
        #expect(
            try address("0.0.0.0").isUnspecified && address("::").isUnspecified
                && !address("::1").isUnspecified)
    }
}

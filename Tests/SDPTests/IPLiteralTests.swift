// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SDP

@Suite("IPLiteral") struct IPLiteralTests {
    @Test(
        "addresses in digits",
        arguments: [
            ("0.0.0.0", IPLiteral.ipv4), ("255.255.255.255", .ipv4), ("::", .ipv6), ("::1", .ipv6),
            ("1::", .ipv6),
            ("2001:db8:0:0:0:0:0:1", .ipv6), ("2001:DB8::a", .ipv6), ("::ffff:192.0.2.1", .ipv6),
            ("1:2:3:4:5:6:192.0.2.1", .ipv6), ("1:2:3:4:5:6:7::", .ipv6),
        ])
    func literal(_ text: String, _ family: IPLiteral) {
        #expect(IPLiteral(text) == family)
    }

    @Test(
        "everything else",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.+4", "1..2.3", "1.2.3.0004", "localhost", "a.local",
            ":", ":1",
            "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "::g", "1:2:3:4:5:6:7:8::", ":::",
            "fe80::1%eth0",
            "192.0.2.1::", "1:2:3:4:5:6:7:192.0.2.1", "[::1]", "1:2:3:4:5:6:7:",
        ])
    func noLiteral(_ text: String) {
        #expect(IPLiteral(text) == nil)
    }
}

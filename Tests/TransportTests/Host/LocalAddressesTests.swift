// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transport

@Suite("LocalAddresses") struct LocalAddressesTests {
    private func offered(_ texts: [String], includingLoopback: Bool) -> [String] {
        LocalAddresses.offered(texts.compactMap { IPAddress($0) }, includingLoopback: includingLoopback)
            .map(\.description)
    }

    @Test func `IPv4 comes first and loopback last of its family`() {
        let all = ["::1", "127.0.0.1", "2001:db8::1", "192.0.2.2", "192.0.2.1"]
        #expect(
            offered(all, includingLoopback: true) == [
                "192.0.2.2", "192.0.2.1", "127.0.0.1", "2001:db8::1", "::1",
            ]
        )
    }

    @Test func `link-local and repeated addresses are left out`() {
        let all = ["fe80::1", "169.254.0.1", "0.0.0.0", "192.0.2.1", "192.0.2.1"]
        #expect(offered(all, includingLoopback: false) == ["192.0.2.1"])
    }

    @Test func `loopback is offered only when asked for`() throws {
        #expect(offered(["127.0.0.1", "::1", "192.0.2.1"], includingLoopback: false) == ["192.0.2.1"])
        #expect(try LocalAddresses.all(includingLoopback: true).contains("127.0.0.1"))
        #expect(try !LocalAddresses.all(includingLoopback: false).contains("127.0.0.1"))
    }

    @Test func `an IP literal is its own address, and a name that can't be has none`() throws {
        #expect(try HostName.resolve("192.0.2.1").description == "192.0.2.1")
        #expect(throws: HostError.self) { try HostName.resolve("no such name") }
        #expect(try HostName.resolve("localhost").isLoopback)
    }
}

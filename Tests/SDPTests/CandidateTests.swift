// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SDP

@Suite("Candidate, RFC 8839 §5.1") struct CandidateTests {
    @Test func `the examples of RFC 8839 are read`() throws {
        let host = try Candidate(
            parsing: "a=candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998"
        )
        #expect(host.foundation == "2")
        #expect(host.component == 1)
        #expect(host.transport == .udp)
        #expect(host.priority == 1_694_498_815)
        #expect(host.address == "192.0.2.3")
        #expect(host.port == 45_664)
        #expect(host.type == .srflx)
        #expect(host.relatedAddress == "203.0.113.141")
        #expect(host.relatedPort == 8998)
        #expect(host.isUsable)
    }

    @Test(
        "writing and reading again changes nothing",
        arguments: [
            "candidate:1 1 udp 2130706431 203.0.113.141 8998 typ host",
            "candidate:2 1 udp 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998",
            "candidate:3 1 tcp 2105458943 2001:db8::1 9 typ host tcptype active",
            "candidate:abc/+ 2 udp 0 10.0.0.1 65535 typ relay raddr 0.0.0.0 rport 0",
        ])
    func roundTrip(_ text: String) throws {
        #expect(try Candidate(parsing: text).serialized() == text)
    }

    @Test func `unknown extensions, transports and types are no error`() throws {
        let candidate = try Candidate(
            parsing: "1 1 SCTP 5 192.0.2.3 9 typ weird generation 0 ufrag abcd network-id 1 network-cost")
        #expect(candidate.transport == .other)
        #expect(candidate.type == .other)
        #expect(!candidate.isUsable)
    }

    @Test(
        "what breaks the grammar is an error",
        arguments: [
            "", "candidate:", "candidate:1 1 udp 1 192.0.2.1 9 typ",
            "candidate:1 1 udp 1 192.0.2.1 9 type host",
            "candidate:1 0 udp 1 192.0.2.1 9 typ host", "candidate:1 257 udp 1 192.0.2.1 9 typ host",
            "candidate:1 1 udp 4294967296 192.0.2.1 9 typ host", "candidate:1 1 udp -1 192.0.2.1 9 typ host",
            "candidate:1 1 udp 1 192.0.2.1 65536 typ host", "candidate:1 1 udp 1 h\u{F6}st 9 typ host",
            "candidate:123456789012345678901234567890123 1 udp 1 192.0.2.1 9 typ host",
        ])
    func malformed(_ text: String) {
        #expect(throws: SDPError.malformedCandidate) { try Candidate(parsing: text) }
    }

    @Test(
        "only UDP, component 1 and a literal address can be used",
        arguments: [
            ("1 1 udp 1 192.0.2.1 9 typ host", true), ("1 1 UDP 1 2001:db8::1 9 typ relay", true),
            ("1 2 udp 1 192.0.2.1 9 typ host", false),
            ("1 1 tcp 1 192.0.2.1 9 typ host tcptype active", false),
            ("1 1 udp 1 f9f6057f-26b2-48b8-aa4f-39cfaf343ffc.local 9 typ host", false),
            ("1 1 udp 1 192.0.2.1 0 typ host", false), ("1 1 udp 1 fe80::1 9 typ host", false),
        ])
    func usable(_ text: String, _ usable: Bool) throws {
        #expect(try Candidate(parsing: text).isUsable == usable)
    }
}

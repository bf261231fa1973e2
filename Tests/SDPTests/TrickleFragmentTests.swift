// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("TrickleFragment, RFC 8840 §9: W20, W22, W23") struct TrickleFragmentTests {
    private func parse(_ text: String) throws(SDPError) -> TrickleFragment {
        try TrickleFragment(parsing: Array(text.utf8))
    }

    private let remote = RemoteTransport.sample

    @Test func `the example of RFC 9725 §4.3.2 is read`() throws {
        let fragment = try parse(
            """
            a=group:BUNDLE 0 1\r
            m=audio 9 UDP/TLS/RTP/SAVPF 111\r
            a=mid:0\r
            a=ice-ufrag:EsAw\r
            a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r
            a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1\r
            a=candidate:3471623853 1 udp 2122194687 198.51.100.2 61765 typ host generation 0 ufrag EsAw network-id 2\r
            a=candidate:473322822 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active generation 0 ufrag EsAw\r
            a=end-of-candidates\r

            """)
        #expect(fragment.ufrag == "EsAw")
        #expect(fragment.password == "P2uYro0UCOQ4zxjKXaWCBui1")
        #expect(fragment.mid == "0")
        #expect(fragment.candidates.map(\.address) == ["192.0.2.1", "198.51.100.2"])
        #expect(fragment.endOfCandidates)
    }

    @Test func `credentials count at session level, without a section and with LF alone`() throws {
        let fragment = try parse(
            "a=ice-ufrag:abcd\na=ice-pwd:efgh\na=candidate:1 1 UDP 1 192.0.2.1 5 typ host\n")
        #expect(fragment.ufrag == "abcd" && fragment.password == "efgh" && fragment.mid == nil)
        #expect(fragment.candidates.count == 1 && !fragment.endOfCandidates)
    }

    @Test(
        "what we don't know is passed over",
        arguments: [
            "", "hello\r\n", "m=\r\n", "a=\r\n", "a=candidate\r\n", "a=candidate:\r\n",
            "a=candidate:1 1 sctp 1 x 5 typ host\r\n",
            "a=candidate:1 1 udp 1 peer.local 5 typ host\r\n", "v=7\r\na=x:y\r\n",
        ])
    func lenient(_ text: String) throws {
        let fragment = try parse(text)
        #expect(fragment == TrickleFragment(parsed: nil))
    }

    @Test func `50 candidates are read, one more is too many, usable or not`() throws {
        let line = "a=candidate:1 1 tcp 1 192.0.2.1 5 typ host\r\n"
        #expect(throws: Never.self) { try parse(String(repeating: line, count: 50)) }
        #expect(throws: SDPError.tooManyCandidates(line: 51)) {
            try parse(String(repeating: line, count: 51))
        }
    }

    @Test func `the bounds of descriptions hold for fragments`() {
        #expect(throws: SDPError.bodyTooLong(131_073)) {
            try parse(String(repeating: "\n", count: 131_073))
        }
        #expect(throws: SDPError.lineTooLong(line: 1, count: 2_049)) {
            try parse(String(repeating: "a", count: 2_049))
        }
    }

    @Test func `only other credentials are a restart`() throws {
        let password = "a=ice-pwd:0123456789012345678901\r\n"
        #expect(try !parse("a=ice-ufrag:peer\r\n" + password).restarts(remote))
        #expect(try parse("a=ice-ufrag:new1\r\n" + password).restarts(remote))
        #expect(try parse("a=ice-ufrag:peer\r\na=ice-pwd:9123456789012345678901\r\n").restarts(remote))
        #expect(try !parse("a=ice-ufrag:new1\r\n").restarts(remote))
        #expect(try !parse("a=ice-ufrag:new\r\n" + password).restarts(remote))
        #expect(try !parse("a=ice-ufrag:new1\r\na=ice-pwd:short\r\n").restarts(remote))
    }

    @Test func `ours is written with a pseudo section and read back`() throws {
        let fragment = TrickleFragment(
            ufrag: "lwav", password: "abcdefghijklmnopqrstuvwx", mid: "0",
            candidates: LocalTransport.sample.ordered,
            endOfCandidates: true)
        let text = fragment.serialized()
        #expect(text.hasPrefix("a=ice-ufrag:lwav\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\nm=audio 9 "))
        #expect(text.hasSuffix("a=end-of-candidates\r\n"))
        #expect(try parse(text) == fragment)
    }
}

extension RemoteTransport {
    fileprivate static var sample: RemoteTransport {
        guard let plan = try? Negotiate.publish(SampleOffer().text) else {
            preconditionFailure("the sample is usable")
        }
        return plan.remote
    }
}

extension TrickleFragment {
    /// A fragment in which nothing was found.
    fileprivate init(parsed nothing: Never?) {
        self.init(ufrag: "", password: "", mid: nil, candidates: [], endOfCandidates: false)
        ufrag = nil
        password = nil
    }
}

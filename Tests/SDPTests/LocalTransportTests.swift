// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("LocalTransport: the order of candidates, W13") struct LocalTransportTests {
    private func candidate(_ address: String, _ type: Candidate.Kind, _ priority: UInt32) -> Candidate {
        Candidate(foundation: "1", priority: priority, address: address, port: 4000, type: type)
    }

    private func order(_ candidates: [Candidate]) -> [String] {
        var local = LocalTransport.sample
        local.candidates = candidates
        return local.ordered.map(\.address)
    }

    @Test func `the best IPv4 host comes first, the others by priority`() {
        let order = order([
            candidate("2001:db8::1", .host, 900), candidate("192.0.2.9", .srflx, 800),
            candidate("192.0.2.1", .host, 100), candidate("192.0.2.2", .host, 200),
        ])
        #expect(order == ["192.0.2.2", "2001:db8::1", "192.0.2.9", "192.0.2.1"])
    }

    @Test func `without an IPv4 host the order is by priority, and ties keep theirs`() {
        let order = order([
            candidate("192.0.2.1", .relay, 1), candidate("2001:db8::1", .host, 5),
            candidate("2001:db8::2", .host, 5),
        ])
        #expect(order == ["2001:db8::1", "2001:db8::2", "192.0.2.1"])
        #expect(self.order([]).isEmpty)
    }

    @Test func `no more are written than fit`() {
        let many = (0..<60).map { candidate("192.0.2.\($0)", .host, UInt32($0)) }
        #expect(order(many).count == SDPLimits.localCandidates)
        #expect(order(many).first == "192.0.2.59")
    }
}

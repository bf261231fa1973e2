// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Transport

/// What is read of a socket of ours beside the bytes.
@Suite("ReceiveBatch") struct ReceiveBatchTests {
    @Test func `a datagram's time is that of its arrival, however late it is read`() async throws {
        let socket = try UDPSocket(loopback())
        try #require(socket.stampArrivals())
        let sender = try #require(RawSocket())
        // The kernel begins to stamp some time after it was asked to, and says the time of reading until then.
        for _ in 0..<100 {
            let before = MonotonicClock.read()
            sender.send([1, 2, 3], to: socket.local.port)
            let after = MonotonicClock.read()
            try await Task.sleep(for: .milliseconds(50))
            let times = read(socket)
            #expect(times.count == 1)
            let time = try #require(times.first ?? nil)
            // Two clocks are compared, which the system slews against each other.
            #expect(time.microseconds(since: before) > -1_000)
            if after.microseconds(since: time) > -1_000 { return }
        }
        Issue.record("each time was that of the reading")
    }

    @Test func `a socket that doesn't ask is told no time`() throws {
        let socket = try UDPSocket(loopback())
        let sender = try #require(RawSocket())
        sender.send([1, 2, 3], to: socket.local.port)
        #expect(read(socket) == [nil])
    }

    private func loopback() throws -> SocketAddress {
        SocketAddress(try #require(IPAddress("127.0.0.1")), port: 0)
    }

    private func read(_ socket: UDPSocket) -> [MonotonicTime?] {
        let batch = ReceiveBatch()
        var times: [MonotonicTime?] = []
        batch.receive(from: socket.descriptor) { datagram, _ in
            #expect(datagram.count == 3)
            times.append(batch.arrivalTime)
        }
        #expect(batch.arrivalTime == nil)
        return times
    }
}

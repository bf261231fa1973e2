// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Transport

/// What becomes of datagrams that a socket doesn't take. Local datagram sockets stand in for UDP's: unlike loopback
/// they are full when nobody reads.
@Suite("SendBatch") struct SendBatchTests {
    @Test func `a full buffer costs the lane its datagrams, tells it once, and touches nobody else`() throws {
        let batch = SendBatch()
        let (full, free) = (try LocalPair(), try LocalPair())
        let (blocked, flowing) = (SendLane(), SendLane())
        blocked.set(full.route)
        flowing.set(free.route)
        var told = 0
        blocked.didCongest = { told += 1 }
        flowing.didCongest = { Issue.record("this one has room") }
        for round in 1...300 {
            for lane in round <= 3 ? [blocked, flowing] : [blocked] {
                for _ in 0..<3 { unsafe write(1_200, to: lane, of: batch) }
            }
            batch.flush()
            #expect(batch.isEmpty)
        }
        #expect(blocked.congested > 0 && batch.statistics.congested == blocked.congested)
        #expect(flowing.congested == 0 && flowing.failed == 0 && blocked.failed == 0)
        #expect(told == 0, "a flush in the middle of a fan-out tells nobody")
        batch.report()
        batch.report()
        #expect(told == 1)
        #expect(free.receiveAll().count == (SegmentationOffload.isAvailable ? 3 : 9))
    }

    @Test func `what waits for a lane without a way is counted and forgotten`() {
        let batch = SendBatch()
        let lane = SendLane()
        for _ in 0..<4 { unsafe write(100, to: lane, of: batch) }
        batch.flush()
        #expect(lane.unrouted == 4 && batch.isEmpty)
    }

    @Test func `runs leave while they are in cache, packets for one peer after the other wait for more`()
        throws
    {
        let batch = SendBatch()
        let pair = try LocalPair()
        let lanes = [SendLane(), SendLane()]
        for lane in lanes { lane.set(pair.route) }
        for index in 0..<2 * TransportLimits.cachedSlots {
            unsafe write(100, to: lanes[index % 2], of: batch)
        }
        #expect(batch.statistics.calls == 0)
        batch.flush()
        let before = batch.statistics.calls
        for _ in 0..<2 * TransportLimits.cachedSlots { unsafe write(100, to: lanes[0], of: batch) }
        #expect(batch.statistics.calls > before)
    }

    @unsafe private func write(_ count: Int, to lane: SendLane, of batch: SendBatch) {
        unsafe batch.slot().update(repeating: 7, count: count)
        batch.commit(count, to: lane)
    }
}

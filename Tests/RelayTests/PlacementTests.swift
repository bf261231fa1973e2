// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Relay

@Suite("Placement") struct PlacementTests {
    @Test func `all peers of a room are on one worker`() {
        var placement = Placement(workers: 4)
        let worker = placement.addPeer(room: "a")
        for _ in 0..<100 {
            _ = placement.addPeer(room: "b")
            #expect(placement.addPeer(room: "a") == worker)
        }
    }

    @Test func `a new room goes where the fewest peers are`() {
        var placement = Placement(workers: 3)
        #expect(placement.addPeer(room: "a") == 0)
        #expect(placement.addPeer(room: "a") == 0)
        #expect(placement.addPeer(room: "b") == 1)
        #expect(placement.addPeer(room: "c") == 2)
        #expect(placement.addPeer(room: "c") == 2)
        #expect(placement.addPeer(room: "d") == 1)
    }

    @Test func `a room is forgotten with its last peer`() {
        var placement = Placement(workers: 2)
        #expect(placement.addPeer(room: "a") == 0)
        #expect(placement.addPeer(room: "b") == 1)
        #expect(placement.addPeer(room: "b") == 1)
        placement.removePeer(room: "a")
        #expect(placement.addPeer(room: "c") == 0)
        placement.removePeer(room: "b")
        placement.removePeer(room: "b")
        // Placed anew, and not where it was.
        #expect(placement.addPeer(room: "d") == 1)
        #expect(placement.addPeer(room: "b") == 0)
    }

    @Test func `a room that nobody knows is not missed`() {
        var placement = Placement(workers: 2)
        placement.removePeer(room: "nobody")
        #expect(placement.addPeer(room: "a") == 0)
        #expect(placement.addPeer(room: "b") == 1)
    }

    @Test func `one worker serves all`() {
        var placement = Placement(workers: 1)
        for room in 0..<50 { #expect(placement.addPeer(room: "\(room)") == 0) }
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `whatever comes and goes, rooms stay whole and loads true`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var placement = Placement(workers: 4)
        var peers: [String: (worker: Int, count: Int)] = [:]
        for _ in 0..<2_000 {
            let room = "\(Int.random(in: 0..<12, using: &random))"
            guard random.chance(percent: 55) else {
                placement.removePeer(room: room)
                if let known = peers[room] {
                    peers[room] = known.count > 1 ? (known.worker, known.count - 1) : nil
                }
                continue
            }
            let loads = (0..<4).map { worker in
                peers.values.filter { $0.worker == worker }.reduce(0) { $0 + $1.count }
            }
            let worker = placement.addPeer(room: room)
            if let known = peers[room] {
                #expect(worker == known.worker)
                peers[room] = (worker, known.count + 1)
            } else {
                #expect(loads[worker] == loads.min())
                peers[room] = (worker, 1)
            }
        }
    }
}

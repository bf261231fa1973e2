// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Relay

@Suite("Placement") struct PlacementTests {
    private func key(_ name: String) -> BroadcastKey { BroadcastKey(room: "room", name: name) }

    @Test func `all publishers of a broadcast are on its home`() {
        var placement = Placement(workers: 4, crowd: 8)
        let home = placement.addPublisher(of: key("a"))
        for other in 0..<100 {
            _ = placement.addPublisher(of: key("\(other)"))
            #expect(placement.addPublisher(of: key("a")) == home)
        }
        #expect(placement.home(of: key("a")) == home)
    }

    @Test func `all broadcasts of one publisher have one home, where the first that has one has it`() {
        var placement = Placement(workers: 3, crowd: 8)
        _ = placement.addPublisher(of: key("other"))
        #expect(placement.addPublisher(of: [key("a"), key("b")]) == 1)
        #expect(placement.addPublisher(of: [key("c"), key("b")]) == 1)
        #expect(["a", "b", "c"].map { placement.home(of: key($0)) } == [1, 1, 1])
        placement.hold([key("d"), key("other")], at: 1)
        #expect(placement.home(of: key("d")) == 1 && placement.home(of: key("other")) == 0)
        #expect(placement.move([key("d"), key("other")], to: 1) == [key("other"): 0])
        #expect(placement.home(of: key("other")) == 1)
        placement.removePeer(worker: 1, keys: [key("a"), key("b")])
        #expect(placement.home(of: key("a")) == nil && placement.home(of: key("b")) == 1)
    }

    @Test func `a new broadcast goes where the fewest peers are`() {
        var placement = Placement(workers: 3, crowd: 8)
        #expect(placement.addPublisher(of: key("a")) == 0)
        #expect(placement.addSubscriber(of: [key("a")]) == 0)
        #expect(placement.addPublisher(of: key("b")) == 1)
        #expect(placement.addPublisher(of: key("c")) == 2)
        #expect(placement.addSubscriber(of: [key("c")]) == 2)
        #expect(placement.addPublisher(of: key("d")) == 1)
    }

    @Test func `a few subscribers stay at home, a crowd spreads over all workers`() {
        var placement = Placement(workers: 4, crowd: 8)
        _ = placement.addPublisher(of: key("a"))
        #expect((0..<8).map { _ in placement.addSubscriber(of: [key("a")]) } == Array(repeating: 0, count: 8))
        var peers = [9, 0, 0, 0]
        for _ in 0..<991 { peers[placement.addSubscriber(of: [key("a")])] += 1 }
        #expect(peers.max().map { $0 - 9 <= (peers.min() ?? 0) } == true, "\(peers)")
        #expect(peers.reduce(0, +) == 1_000)
    }

    @Test func `a home is forgotten with the last peer that is about it`() {
        var placement = Placement(workers: 2, crowd: 8)
        #expect(placement.addPublisher(of: key("a")) == 0)
        #expect(placement.addSubscriber(of: [key("a"), key("b")]) == 0)
        placement.removePeer(worker: 0, keys: [key("a")])
        #expect(placement.home(of: key("a")) == 0 && placement.home(of: key("b")) == 1)
        placement.release([key("b")])
        #expect(placement.home(of: key("b")) == nil)
        placement.removePeer(worker: 0, keys: [key("a")])
        #expect(placement.home(of: key("a")) == nil)
    }

    @Test func `one worker serves all`() {
        var placement = Placement(workers: 1, crowd: 8)
        for name in 0..<50 {
            #expect(placement.addPublisher(of: key("\(name)")) == 0)
            #expect(placement.addSubscriber(of: [key("\(name)")]) == 0)
        }
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `whatever comes and goes, homes stay and loads are true`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var placement = Placement(workers: 4, crowd: 3)
        var peers: [(worker: Int, key: BroadcastKey)] = []
        for _ in 0..<2_000 {
            guard peers.isEmpty || random.chance(percent: 55) else {
                let gone = peers.remove(at: Int.random(in: peers.indices, using: &random))
                placement.removePeer(worker: gone.worker, keys: [gone.key])
                let isWanted = peers.contains { $0.key == gone.key }
                #expect((placement.home(of: gone.key) != nil) == isWanted)
                continue
            }
            let key = key("\(Int.random(in: 0..<12, using: &random))")
            let loads = (0..<4).map { worker in peers.count { $0.worker == worker } }
            let home = placement.home(of: key)
            let publishes = random.chance(percent: 20)
            let worker = publishes ? placement.addPublisher(of: key) : placement.addSubscriber(of: [key])
            if publishes, let home { #expect(worker == home) }
            if home == nil { #expect(loads[worker] == loads.min()) }
            if let home, worker != home {
                #expect(loads[worker] == loads.min() && loads[home] > loads[worker] + 3)
            }
            peers.append((worker, key))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Transport

@Suite("EventLoop") struct EventLoopTests {
    /// Counts on a loop.
    private actor Counter: LoopActor {
        nonisolated let loop: EventLoop
        private(set) var count = 0

        init(_ loop: EventLoop) {
            self.loop = loop
        }

        func add() -> Bool {
            count += 1
            return loop.isCurrent
        }
    }

    @Test func `an actor's jobs run on the loop's thread, one after the other`() async throws {
        let loop = try EventLoop(name: "a loop with a name longer than Linux shows")
        loop.start()
        let counter = Counter(loop)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<1_000 { group.addTask { await counter.add() } }
            for await isCurrent in group { #expect(isCurrent) }
        }
        #expect(await counter.count == 1_000)
        loop.stop()
    }

    @Test func `jobs wait for the start, and outlive the end`() async throws {
        let loop = try EventLoop(name: "late")
        let counter = Counter(loop)
        async let early = counter.add()
        loop.start()
        #expect(await early)
        loop.stop()
        loop.stop()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 { group.addTask { await counter.add() } }
            for await isCurrent in group { #expect(isCurrent) }
        }
        #expect(await counter.count == 201)
    }

    @Test func `a loop that never started ends as well`() throws {
        let loop = try EventLoop(name: "idle")
        loop.stop()
        _ = try EventLoop(name: "forgotten")
    }

    @Test func `a timer repeats until it is cancelled, and time moves on`() async throws {
        try await Bench.run { bench in
            var moments: [MonotonicTime] = []
            let timer = bench.loop.scheduleRepeating(milliseconds: 2) { moments.append(bench.loop.now) }
            #expect(await bench.wait { moments.count >= 5 })
            timer.cancel()
            timer.cancel()
            let count = moments.count
            await bench.pass(milliseconds: 20)
            #expect(moments.count == count)
            #expect(moments == moments.sorted())
            #expect(Set(moments.map(\.nanoseconds)).count == count)
        }
    }

    @Test func `now stands still within a wake-up`() async throws {
        try await Bench.run { bench in
            let first = bench.loop.now
            var later = bench.loop.currentTime()
            while later.nanoseconds == first.nanoseconds { later = bench.loop.currentTime() }
            #expect(bench.loop.now == first)
            #expect(later > first)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transport

/// A client's pairs, with hand-made addresses.
@Suite("CheckList") struct CheckListTests {
    private static func path(_ number: Int) -> MediaPath {
        MediaPath(socket: 0, remote: SocketAddress(ipv4: 0xC000_0200, port: UInt16(number)))
    }

    private static func transaction(_ number: UInt64) -> STUNTransaction {
        STUNTransaction(high: 0, low: number)
    }

    @Test func `pairs take turns until one is answered, then only it is checked`() {
        var list = CheckList()
        #expect(list.selected == nil)
        for number in [1, 2, 3, 2] { list.add(Self.path(number)) }
        let turns = (0..<4).map { _ in list.next() }
        #expect(turns == [1, 2, 3, 1].map(Self.path))
        _ = list.transaction(of: Self.path(2), fresh: Self.transaction(5))
        let isWaitedFor = list.succeed(Self.transaction(5), by: Self.path(2))
        let isAmongOthers = list.select(Self.path(2))
        let next = (0..<2).map { _ in list.next() }
        #expect(isWaitedFor && !isAmongOthers && !list.isLooking)
        #expect(next == [2, 2].map(Self.path))
    }

    @Test func `an answer counts once, for its own transaction, from where the check went`() {
        var list = CheckList()
        for number in [1, 2] { list.add(Self.path(number)) }
        let first = list.transaction(of: Self.path(1), fresh: Self.transaction(1))
        let repeated = list.transaction(of: Self.path(1), fresh: Self.transaction(2))
        #expect(first == repeated)
        let answers = [
            list.succeed(Self.transaction(2), by: Self.path(1)),
            list.succeed(Self.transaction(1), by: Self.path(2)),
            list.succeed(Self.transaction(1), by: Self.path(1)),
            list.succeed(Self.transaction(1), by: Self.path(1)),
        ]
        #expect(answers == [false, false, true, false])
        #expect(list.isValid(Self.path(1)) && !list.isValid(Self.path(2)))
    }

    @Test func `a restart keeps the pair, and takes no answer of before`() {
        var list = CheckList()
        list.add(Self.path(1))
        _ = list.transaction(of: Self.path(1), fresh: Self.transaction(1))
        _ = list.succeed(Self.transaction(1), by: Self.path(1))
        _ = list.select(Self.path(1))
        _ = list.transaction(of: Self.path(1), fresh: Self.transaction(2))
        list.restart()
        #expect(list.isLooking && list.selected == Self.path(1) && list.isValid(Self.path(1)))
        let isWaitedFor = list.succeed(Self.transaction(2), by: Self.path(1))
        #expect(!isWaitedFor)
    }

    @Test func `pairs are bounded`() {
        var list = CheckList()
        for number in 1...1_000 { list.add(Self.path(number)) }
        let turns = Set((0..<1_000).compactMap { _ in list.next() })
        #expect(turns.count == TransportLimits.remoteCandidates)
    }
}

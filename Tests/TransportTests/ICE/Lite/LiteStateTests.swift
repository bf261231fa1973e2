// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Transport

/// The lite agent's mind, with hand-made paths and times.
@Suite("LiteState") struct LiteStateTests {
    private static func path(_ number: Int) -> MediaPath {
        MediaPath(socket: 0, remote: SocketAddress(ipv4: 0xC000_0200, port: UInt16(number)))
    }

    private static func time(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: 0).advanced(milliseconds: milliseconds)
    }

    @Test func `the last nomination counts, and repetitions are no news`() {
        let first = LocalGeneration.random()
        var state = LiteState(first)
        for number in 1...2 { _ = state.note(Self.path(number), first.fragment, now: Self.time(0)) }
        let isNews = state.nominate(Self.path(1), first.fragment)
        #expect(isNews)
        let isRepeated = state.nominate(Self.path(1), first.fragment)
        #expect(!isRepeated)
        let isOther = state.nominate(Self.path(2), first.fragment)
        #expect(isOther)
        let isBack = state.nominate(Self.path(1), first.fragment)
        #expect(isBack)
        #expect(state.selected == Self.path(1))
    }

    @Test func `a restart keeps pair and generation until the new one nominates`() {
        let (first, second) = (LocalGeneration.random(), LocalGeneration.random())
        var state = LiteState(first)
        _ = state.note(Self.path(1), first.fragment, now: Self.time(0))
        _ = state.nominate(Self.path(1), first.fragment)
        let forgotten = state.restart(second)
        #expect(forgotten.isEmpty)
        #expect(state.fragments == [second.fragment, first.fragment])
        #expect(state.generation(first.fragment) != nil)
        // Consent of the old pair, which nominates over and over.
        let isConsent = state.nominate(Self.path(1), first.fragment)
        #expect(!isConsent)
        #expect(state.selected == Self.path(1))
        // The same addresses in the new generation are news.
        _ = state.note(Self.path(1), second.fragment, now: Self.time(1))
        let isRestarted = state.nominate(Self.path(1), second.fragment)
        #expect(isRestarted)
        #expect(state.fragments == [second.fragment])
        #expect(state.generation(first.fragment) == nil)
    }

    @Test func `of several restarts only the newest counts beside the pair's own`() {
        let generations = (1...4).map { _ in LocalGeneration.random() }
        var state = LiteState(generations[0])
        _ = state.note(Self.path(1), generations[0].fragment, now: Self.time(0))
        _ = state.nominate(Self.path(1), generations[0].fragment)
        for next in generations[1...] { _ = state.restart(next) }
        #expect(state.fragments == [generations[3].fragment, generations[0].fragment])
        #expect(state.selected == Self.path(1))
    }

    @Test func `a restart before there is a pair leaves nothing of the first generation`() {
        let (first, second) = (LocalGeneration.random(), LocalGeneration.random())
        var state = LiteState(first)
        _ = state.note(Self.path(1), first.fragment, now: Self.time(0))
        let gone = state.restart(second)
        #expect(gone == [Self.path(1)])
        #expect(state.fragments == [second.fragment])
        #expect(state.paths.isEmpty)
    }

    @Test func `paths are bounded, the oldest goes, the selected one stays`() {
        let first = LocalGeneration.random()
        var state = LiteState(first)
        let count = TransportLimits.pathsPerPeer
        for number in 1...count {
            let gone = state.note(Self.path(number), first.fragment, now: Self.time(Int64(number)))
            #expect(gone == nil)
        }
        _ = state.nominate(Self.path(1), first.fragment)
        for number in count + 1...count + 20 {
            let gone = state.note(Self.path(number), first.fragment, now: Self.time(Int64(number)))
            #expect(gone == Self.path(number - count + 1))
            #expect(state.paths.count == count)
            #expect(state.knows(Self.path(1)) && state.knows(Self.path(number)))
        }
    }

    @Test func `a lost path is selected no more and can come back`() {
        let first = LocalGeneration.random()
        var state = LiteState(first)
        for number in 1...2 { _ = state.note(Self.path(number), first.fragment, now: Self.time(0)) }
        _ = state.nominate(Self.path(1), first.fragment)
        let wasSelected = state.lose(Self.path(2))
        #expect(!wasSelected)
        let wasLost = state.lose(Self.path(1))
        #expect(wasLost)
        #expect(state.selected == nil && state.paths.isEmpty)
        let isFound = state.nominate(Self.path(1), first.fragment)
        #expect(isFound)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `whatever happens, all stays bounded and the selected path is known`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var state = LiteState(.random())
        var outside: Set<MediaPath> = []
        for step in 0..<500 {
            let path = Self.path(Int.random(in: 1...20, using: &random))
            switch Int.random(in: 0..<10, using: &random) {
            case 0: for gone in state.restart(.random()) { outside.remove(gone) }
            case 1:
                _ = state.lose(path)
                outside.remove(path)
            default:
                let fragments = state.fragments
                let fragment = fragments[Int.random(in: fragments.indices, using: &random)]
                outside.insert(path)
                if let gone = state.note(path, fragment, now: Self.time(Int64(step))) { outside.remove(gone) }
                if random.chance(percent: 50) { _ = state.nominate(path, fragment) }
            }
            // What its owner was told is what it has.
            #expect(Set(state.paths) == outside)
            #expect(state.paths.count <= TransportLimits.pathsPerPeer)
            #expect((1...2).contains(state.fragments.count))
            if let selected = state.selected { #expect(state.knows(selected)) }
        }
    }

    @Test func `checks of one peer have a rate`() {
        var state = LiteState(.random())
        let admitted = (0..<1_000).count { _ in state.admitsCheck(now: Self.time(0)) }
        #expect(admitted == Int(TransportLimits.peerChecks.burst))
        let isAdmitted = state.admitsCheck(now: Self.time(1_000))
        #expect(isAdmitted)
    }
}

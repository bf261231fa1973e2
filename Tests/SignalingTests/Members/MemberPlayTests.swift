// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

/// The random steps do what they are to show.
@Suite("The steps of MemberPlay")
struct MemberPlayTests {
    @Test func `data of all kinds is among the steps`() {
        var kinds: [String: Int] = [:]
        for seed in UInt64(1)...80 {
            var play = MemberPlay(seed: seed)
            for _ in 0..<400 { _ = play.step() }
            for item in play.world.got.values.joined() {
                switch item {
                case .data(.chunk): kinds["chunk", default: 0] += 1
                case .data(.wanted): kinds["wanted", default: 0] += 1
                case .data(.latest): kinds["latest", default: 0] += 1
                case .data(.binary): kinds["binary", default: 0] += 1
                case .event(.data(.message)): kinds["message", default: 0] += 1
                default: break
                }
            }
        }
        #expect(kinds.count == 5 && kinds.values.allSatisfy { $0 >= 20 }, "\(kinds)")
    }

    @Test func `what WHIP and WHEP have of rooms is among the steps`() {
        var (shared, held, received, ended) = (0, 0, 0, 0)
        for seed in UInt64(1)...40 {
            var play = MemberPlay(seed: seed)
            for _ in 0..<400 { _ = play.step() }
            for case .shares(let shares, _) in play.world.news where !shares.streams.isEmpty {
                shared += 1
                held += shares.streams.contains { !$0.held.isEmpty } ? 1 : 0
            }
            for case .receive(_, let streams) in play.world.media.work {
                received += streams.contains { !$0.broadcast.room.hasPrefix("members/") } ? 1 : 0
            }
            ended += play.world.ended.count
        }
        let counts = [shared, held, received, ended]
        #expect(counts.allSatisfy { $0 >= 5 }, "\(counts)")
    }

    @Test func `programmes are among the steps, with what they hold, and those who follow them`() {
        var (wishes, holds, held, followed, withheld) = (0, 0, 0, 0, 0)
        for seed in UInt64(1)...40 {
            var play = MemberPlay(seed: seed)
            for _ in 0..<400 { _ = play.step() }
            for work in play.world.media.work {
                switch work {
                case .programme(_, let wish):
                    wishes += wish.onAir == nil ? 0 : 1
                    held += wish.held.values.contains { !$0.isEmpty } ? 1 : 0
                case .programmeHeld: holds += 1
                case .receive(_, let streams):
                    guard let stream = streams.first(where: { $0.id == "programme" }) else { continue }
                    followed += 1
                    withheld += stream.pausedAudio || stream.pausedVideo ? 1 : 0
                default: break
                }
            }
        }
        let counts = [wishes, holds, held, followed, withheld]
        #expect(counts.allSatisfy { $0 >= 5 }, "\(counts)")
    }
}

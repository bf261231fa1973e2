// SPDX-License-Identifier: Apache-2.0

import CHotPath
import Forwarding
import RTP
import Transport

/// Measures on an event loop's thread, as the relay works on one.
actor Bench: LoopActor {
    nonisolated let loop: EventLoop

    /// Wake-ups before the clock starts, in which caches fill and arrays grow.
    private static let warmUp = 20
    /// Turns of SRTP and bare EVP.
    private static let rounds = 9

    init() throws {
        _ = try OpenFileLimit.raise()
        loop = try EventLoop(name: "hotpath")
        loop.start()
    }

    func run(_ options: Options) throws -> Figures {
        switch options.mode {
        case .forward:
            let sinks = (0..<options.viewers).map { _ in CountingSink() }
            return measure(Stage(sinks, options) {}, options)
        case .srtp:
            return try withViewers(options) { measureSRTP($0, options) }
        case .fanout:
            return try withViewers(options) { viewers in
                var figures = measure(
                    Stage(viewers, options) { [loop] in loop.endWakeUpForMeasuring() }, options)
                figures.sending = loop.sendStatistics
                return figures
            }
        }
    }

    private func withViewers(_ options: Options, _ body: ([Viewer]) throws -> Figures) throws -> Figures {
        let venue = try Venue(loop: loop)
        let sender = CHotPath_openSender()
        precondition(sender >= 0, "there is a socket to send from (errno \(-sender))")
        let viewers = try (0..<options.viewers).map { _ in try Viewer(venue, sender: sender) }
        defer { for viewer in viewers { viewer.transport.close() } }
        return try body(viewers)
    }

    private func measure(_ stage: Stage, _ options: Options) -> Figures {
        for _ in 0..<Self.warmUp { stage.wakeUp() }
        let (packets, upkeep) = (stage.packets, stage.upkeepAllocations)
        let perWakeUp = options.burst * options.viewers
        let before = CHotPath_read()
        for _ in 0..<(options.packets + perWakeUp - 1) / perWakeUp { stage.wakeUp() }
        let after = CHotPath_read()
        var figures = Figures(options, packets: stage.packets - packets, before, after)
        figures.upkeepAllocations = stage.upkeepAllocations - upkeep
        if options.steps, CHotPath_canStep() == 1 {
            CHotPath_beginSteps()
            stage.wakeUp()
            figures.userSteps = CHotPath_endSteps()
            figures.stepped = perWakeUp
        }
        return figures
    }

    private func measureSRTP(_ viewers: [Viewer], _ options: Options) -> Figures {
        var rehearsal = Rehearsal(viewers, options)
        rehearsal.protect()
        rehearsal.sealBare()
        var (own, bare): ([Figures], [Int64]) = ([], [])
        for _ in 0..<Self.rounds {
            let before = CHotPath_read()
            rehearsal.protect()
            let between = CHotPath_read()
            rehearsal.sealBare()
            own.append(Figures(options, packets: rehearsal.packets, before, between))
            bare.append(CHotPath_read().cpu - between.cpu)
        }
        own.sort { $0.cpu < $1.cpu }
        bare.sort()
        var figures = own[Self.rounds / 2]
        figures.bareCPU = bare[Self.rounds / 2]
        return figures
    }
}

// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Shows once a second how a signalling load goes.
final class SignallingDisplay: Sendable {
    private let plan: SignallingPlan
    private let tally: SignallingTally
    private let meter: ServerMeter?
    private let phase = Mutex("opening")

    init(_ plan: SignallingPlan, tally: SignallingTally, meter: ServerMeter?) {
        self.plan = plan
        self.tally = tally
        self.meter = meter
    }

    /// Names the part of the run that begins.
    func enter(_ name: String) {
        phase.withLock { $0 = name }
    }

    /// Shows until the task is cancelled.
    func run() async {
        var display = LiveDisplay()
        let clock = ContinuousClock()
        let start = clock.now
        var before = (at: start, server: meter?.read(), generator: ServerMeter.own.read())
        var next = start
        while true {
            next += .seconds(1)
            guard (try? await clock.sleep(until: next)) != nil else { break }
            let now = (at: clock.now, server: meter?.read(), generator: ServerMeter.own.read())
            let seconds = (now.at - before.at).seconds
            let look = Look(
                time: (now.at - start).seconds, phase: phase.withLock { $0 }, wanted: plan.clients,
                messages: plan.messages, counts: tally.counts,
                server: Self.percent(now.server, before.server, seconds), serverMiB: now.server?.residentMiB,
                generator: Self.percent(now.generator, before.generator, seconds))
            before = now
            display.show(look.block, line: look.line)
        }
        display.clear()
    }

    private static func percent(
        _ now: ServerMeter.Reading?, _ before: ServerMeter.Reading?, _ seconds: Double
    ) -> Double? {
        guard let now, let before else { return nil }
        return 100 * (now.processorSeconds - before.processorSeconds) / max(seconds, 0.001)
    }
}

extension SignallingDisplay {
    /// One second of it, as texts.
    fileprivate struct Look {
        let time: Double
        let phase: String
        let wanted: Int
        let messages: Int
        let counts: SignallingTally.Counts
        let server: Double?
        let serverMiB: Double?
        let generator: Double?

        private var refused: Int { counts.refusals.values.reduce(0, +) }

        private var rounds: String { "\(counts.rounds.count) of \(messages)" }

        var line: String {
            "\(Figure.whole(time)) s  \(phase)  \(counts.present) of \(wanted) clients in the room, \(refused) refused, "
                + "\(counts.lost) lost  \(rounds) messages"
                + (server.map { "  server \(Figure.whole($0)) %" } ?? "")
                + (generator.map { "  generator \(Figure.whole($0)) %" } ?? "")
        }

        var block: [(label: String, text: String)] {
            let present = LiveDisplay.bar(Double(counts.present), of: Double(wanted))
            var rows = [
                ("\(Figure.whole(time)) s", phase),
                (
                    "clients",
                    "\(present)  \(counts.present) in the room, \(refused) refused, \(counts.lost) lost"
                ),
                ("messages", rounds),
            ]
            if let server {
                rows.append(("server", Progress.processor(server) + ", \(Figure.whole(serverMiB ?? 0)) MiB"))
            }
            if let generator { rows.append(("generator", Progress.processor(generator))) }
            return rows
        }
    }
}

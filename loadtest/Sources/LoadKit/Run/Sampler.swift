// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Looks at a run once a second, shows it, and keeps what it saw for the plots.
final class Sampler: Sendable {
    /// What is kept at most: beyond an hour, every second sample goes each time.
    private static let most = 3_600

    private let state = Mutex<(samples: [Sample], phase: String)>(([], "joining"))

    var samples: [Sample] { state.withLock { $0.samples } }

    /// Names the part of the run that begins.
    func enter(_ phase: String) {
        state.withLock { $0.phase = phase }
    }

    /// Looks until the task is cancelled.
    func run(_ look: () async -> (Moment, Histogram)) async {
        var display = LiveDisplay()
        let clock = ContinuousClock()
        var before = await look().0
        let start = before.at
        var next = start
        while true {
            next += .seconds(1)
            guard (try? await clock.sleep(until: next)) != nil else { break }
            let (now, latency) = await look()
            let sample = Sample(now, since: before, start: start, latency: latency)
            before = now
            let phase = keep(sample)
            display.show(Progress.block(sample, phase: phase), line: Progress.line(sample, phase: phase))
        }
        display.clear()
    }

    private func keep(_ sample: Sample) -> String {
        state.withLock { state in
            state.samples.append(sample)
            if state.samples.count > Self.most {
                state.samples = state.samples.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(
                    \.element)
            }
            return state.phase
        }
    }
}

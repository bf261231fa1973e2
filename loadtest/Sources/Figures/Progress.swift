// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One line a second about a run: in place in a terminal, one after another when piped.
struct Progress {
    private let plan: LoadPlan
    private let isTerminal: Bool

    init(_ plan: LoadPlan) {
        self.plan = plan
        isTerminal = isatty(STDERR_FILENO) == 1
    }

    /// Prints until the task is cancelled.
    func run(_ totals: () async -> ViewerTotals) async {
        let start = ContinuousClock.now
        var before = ViewerTotals()
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            let now = await totals()
            let elapsed = Int((ContinuousClock.now - start).seconds.rounded())
            write(Self.line(elapsed, now, since: before))
            before = now
        }
        if isTerminal { FileHandle.standardError.write(Data("\n".utf8)) }
    }

    private static func line(_ elapsed: Int, _ now: ViewerTotals, since before: ViewerTotals) -> String {
        let packets = now.received - before.received
        let megabits = Double(now.bytes - before.bytes) * 8 / 1e6
        let p99 = now.latency.milliseconds(0.99).map { String(format: "%.1f ms", $0) } ?? "–"
        return String(format: "%4d s  ", elapsed)
            + "\(now.connected) of \(now.joined) viewers connected  "
            + String(format: "%d packets/s  %.0f Mbit/s  ", packets, megabits)
            + "lost \(now.lost)  p99 \(p99)"
    }

    private func write(_ line: String) {
        let text = isTerminal ? "\r\u{1B}[K\(line)" : line + "\n"
        FileHandle.standardError.write(Data(text.utf8))
    }
}

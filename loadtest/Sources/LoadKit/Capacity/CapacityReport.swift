// SPDX-License-Identifier: Apache-2.0

/// How many viewers a server carries, and how it got on the way there.
struct CapacityReport: Codable, Equatable, Sendable {
    /// What a load must keep to.
    struct Limits: Codable, Equatable, Sendable {
        let lossPercent: Double
        /// Milliseconds, at the 99th percentile.
        let latency: Double
    }

    /// One load that was tried.
    struct Point: Codable, Equatable, Sendable {
        let viewers: Int
        let passed: Bool
        let lossPercent: Double
        let latencyP50: Double?
        let latencyP99: Double?
        let packetsPerSecond: Double
        let packetsPerCPUSecond: Double?
        let serverPercent: Double?
        let generatorPercent: Double
        let isGeneratorNearLimit: Bool
        let othersPercent: Double?
        /// Why it did not pass.
        let failures: [String]

        init(_ run: RunReport, _ limits: Limits) {
            viewers = run.scenario.viewers
            lossPercent = run.lossPercent
            latencyP50 = run.latency.hold.p50
            latencyP99 = run.latency.hold.p99
            packetsPerSecond = run.packetsPerSecond
            packetsPerCPUSecond = run.server?.packetsPerCPUSecond
            serverPercent = run.server?.cpuPercent
            generatorPercent = run.generator.cpuPercent
            isGeneratorNearLimit = run.generator.isNearLimit
            othersPercent = run.generator.othersPercent
            failures = Self.failures(run, limits)
            passed = failures.isEmpty
        }

        private static func failures(_ run: RunReport, _ limits: Limits) -> [String] {
            var failures: [String] = []
            let refused = run.viewers.refused.values.reduce(0, +)
            if refused > 0 { failures.append("\(refused) refused") }
            if run.viewers.dropped > 0 { failures.append("\(run.viewers.dropped) dropped") }
            if run.viewers.flowing < run.scenario.viewers - refused { failures.append("not all flowing") }
            if run.deliveredPercent ?? 100 < RunReport.wholePercent { failures.append("frames left out") }
            if run.packets.corrupt > 0 { failures.append("\(run.packets.corrupt) corrupt") }
            if run.lossPercent >= limits.lossPercent { failures.append("loss") }
            if (run.latency.hold.p99 ?? .infinity) >= limits.latency { failures.append("latency") }
            return failures
        }
    }

    let scenario: Scenario
    let peer: PeerKind
    let limits: Limits
    /// The largest number of viewers that passed.
    var viewers: Int
    /// In the order of the tries.
    var points: [Point]

    /// Whether the search ended where the generator did, so that the server may carry more.
    var isGeneratorsLimit: Bool {
        firstFailed?.isGeneratorNearLimit ?? false
    }

    /// Whether it ended while other work used much of the machine.
    var isDisturbed: Bool {
        (firstFailed?.othersPercent ?? 0) > GeneratorFigures.quietPercent
    }

    private var firstFailed: Point? {
        points.filter { !$0.passed }.min { $0.viewers < $1.viewers }
    }

    var verdict: String {
        let load = "\(Figure.bitrate(scenario.bitrate)) at \(scenario.framesPerSecond) fps"
        return
            "\(isGeneratorsLimit ? "at least " : "")\(Figure.whole(viewers)) viewers of \(load) with less than "
            + "\(Figure.short(limits.lossPercent)) % loss and p99 below \(Figure.short(limits.latency)) ms"
            + (isGeneratorsLimit ? "; the generator was the limit" : "")
            + (isDisturbed ? "; other work disturbed it" : "")
    }

    static let columns = [
        "viewers", "passed", "loss, %", "p50, ms", "p99, ms", "packets/s", "packets/CPU-s", "server, %",
        "generator, %", "others, %",
    ]

    /// The tries as texts, by their size.
    var rows: [[String]] {
        points.sorted { $0.viewers < $1.viewers }.map { point in
            [
                Figure.whole(point.viewers),
                point.passed ? "yes" : point.failures.joined(separator: ", "),
                Figure.decimal(point.lossPercent, 4),
                point.latencyP50.map { Figure.decimal($0, 2) } ?? "–",
                point.latencyP99.map { Figure.decimal($0, 2) } ?? "–",
                Figure.whole(point.packetsPerSecond),
                point.packetsPerCPUSecond.map { Figure.whole($0) } ?? "–",
                point.serverPercent.map { Figure.whole($0) } ?? "–",
                Figure.whole(point.generatorPercent) + (point.isGeneratorNearLimit ? " !" : ""),
                point.othersPercent.map { Figure.whole($0) } ?? "–",
            ]
        }
    }

    var text: String {
        TextTable(columns: Self.columns, rows: rows).text + "\n" + verdict
    }
}

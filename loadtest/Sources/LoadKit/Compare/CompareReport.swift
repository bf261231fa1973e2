// SPDX-License-Identifier: Apache-2.0

/// Two servers under the same load, by the medians of several runs.
struct CompareReport: Codable, Equatable, Sendable {
    /// One figure of one server.
    struct Side: Codable, Equatable, Sendable {
        let median: Double
        /// In the order of the runs.
        let runs: [Double]

        /// Nil unless every run has the figure.
        init?(_ runs: [Double?]) {
            let known = runs.compactMap { $0 }
            guard known.count == runs.count, let median = Self.median(known) else { return nil }
            self.median = median
            self.runs = known
        }

        static func median(_ values: [Double]) -> Double? {
            guard !values.isEmpty else { return nil }
            let sorted = values.sorted()
            let middle = sorted.count / 2
            return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        }
    }

    /// One figure of both.
    struct Line: Codable, Equatable, Sendable {
        let name: String
        /// Empty where the name says it.
        let unit: String
        /// Nil for a figure that is about the measurement, not the servers.
        let isLargerBetter: Bool?
        let first: Side
        let second: Side

        /// The name with its unit.
        var title: String { unit.isEmpty ? name : "\(name), \(unit)" }

        /// How many times better the first is; nil if that can't be said.
        var ratio: Double? {
            guard let isLargerBetter else { return nil }
            let (better, worse) =
                isLargerBetter ? (first.median, second.median) : (second.median, first.median)
            return better > 0 && worse > 0 ? better / worse : nil
        }
    }

    let scenario: Scenario
    /// What was compared.
    let firstName: String
    let secondName: String
    /// Viewers of the runs, by the profile that was agreed on.
    let firstProfiles: [String: Int]
    let secondProfiles: [String: Int]
    let lines: [Line]
    /// Runs in which the generator was near its limit, or other work disturbed.
    let doubtful: Int

    init(_ first: (name: String, runs: [RunReport]), _ second: (name: String, runs: [RunReport])) {
        scenario = first.runs.first?.scenario ?? Scenario()
        firstName = first.name
        secondName = second.name
        firstProfiles = Self.profiles(first.runs)
        secondProfiles = Self.profiles(second.runs)
        doubtful = (first.runs + second.runs).count { $0.generator.isNearLimit || $0.generator.isDisturbed }
        lines = Self.figures.compactMap { name, unit, isLargerBetter, figure in
            guard let one = Side(first.runs.map(figure)), let other = Side(second.runs.map(figure)) else {
                return nil
            }
            return Line(name: name, unit: unit, isLargerBetter: isLargerBetter, first: one, second: other)
        }
    }

    private static func profiles(_ runs: [RunReport]) -> [String: Int] {
        runs.reduce(into: [:]) { $0.merge($1.viewers.profiles, uniquingKeysWith: +) }
    }

    private static let figures: [(String, String, Bool?, @Sendable (RunReport) -> Double?)] = [
        ("packets per CPU-second", "", true, { $0.server?.packetsPerCPUSecond }),
        ("processor", "% of a core", false, { $0.server?.cpuPercent }),
        ("packets to viewers per second", "", true, { $0.packetsPerSecond }),
        ("viewers flowing", "", true, { Double($0.viewers.flowing) }),
        ("loss", "%", false, { $0.lossPercent }),
        ("relay latency, p50", "ms", false, { $0.latency.hold.p50 }),
        ("relay latency, p99", "ms", false, { $0.latency.hold.p99 }),
        ("freezes", "", false, { Double($0.freezes.count) }),
        ("CPU of a joining", "ms", false, { $0.server?.joinCPUMilliseconds }),
        ("memory of a viewer", "KiB", false, { $0.server?.kibibytesPerViewer }),
        ("first packet, p50", "ms", false, { $0.times.firstPacket.p50 }),
        ("other work", "% of a core", nil, { $0.generator.othersPercent }),
        ("generator", "% of a core", nil, { $0.generator.cpuPercent }),
    ]
}

// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A run's figures, as they are written to JSON. Times are in milliseconds unless the name says otherwise.
struct RunReport: Codable, Equatable, Sendable {
    struct Viewers: Codable, Equatable, Sendable {
        /// Viewers that began to join.
        let asked: Int
        /// At the end of the hold.
        let connected: Int
        let flowing: Int
        /// Ended by the server or by silence.
        let dropped: Int
        /// Never got a packet.
        let silent: Int
        /// Not let in: how often for which reason.
        let refused: [String: Int]
        /// By the SRTP profile that was agreed on.
        let profiles: [String: Int]
    }

    struct Times: Codable, Equatable, Sendable {
        let setUp: Percentiles
        let firstPacket: Percentiles
        let firstKeyframe: Percentiles
    }

    struct Latency: Codable, Equatable, Sendable {
        let hold: Percentiles
        let joining: Percentiles
        let bins: [Histogram.Bin]
    }

    struct Freezes: Codable, Equatable, Sendable {
        let count: Int
        let viewers: Int
    }

    struct Broadcasters: Codable, Equatable, Sendable {
        let count: Int
        let packets: Int
        let keyframeRequests: Int
        let keyframeRequestsPerSecond: Double
        /// The most requests that one broadcaster got in any 500 ms.
        let keyframeRequestBurst: Int
        /// Packets that the server asked for again.
        let askedAgain: Int
        /// Why broadcasters ended by themselves.
        let failures: [String]
    }

    let scenario: Scenario
    let peer: PeerKind
    let url: String
    /// Seconds of the hold, as measured.
    let holdSeconds: Double
    /// Seconds from the first viewer to the last packet.
    let totalSeconds: Double
    let viewers: Viewers
    let times: Times
    let packets: StreamFigures
    let lossPercent: Double
    /// Of what was sent over the hold, how much came: frames that a server left out leave no gap in the numbers. Nil
    /// where viewers came or went, or threw packets away.
    let deliveredPercent: Double?
    /// That viewers got, over the hold.
    let packetsPerSecond: Double
    let latency: Latency
    let freezes: Freezes
    let broadcasters: Broadcasters
    let server: ServerFigures?
    let generator: GeneratorFigures
    let samples: [Sample]

    init(
        plan: LoadPlan,
        moments: RunMoments,
        publishers: [PublisherFigures],
        refusals: [String: Int],
        samples: [Sample]
    ) {
        let (held, last) = (moments.held.totals, moments.drained.totals)
        scenario = plan.scenario
        peer = plan.peer
        url = plan.base
        holdSeconds = moments.held.seconds(since: moments.full)
        totalSeconds = moments.drained.seconds(since: moments.empty)
        viewers = Viewers(
            asked: last.asked,
            connected: held.connected,
            flowing: held.flowing,
            dropped: last.dropped,
            silent: last.silent,
            refused: refusals,
            profiles: last.profiles
        )
        times = Times(
            setUp: Percentiles(last.setUp),
            firstPacket: Percentiles(last.firstPacket),
            firstKeyframe: Percentiles(last.firstKeyframe)
        )
        packets = last.streams
        lossPercent = last.streams.lossPercent
        deliveredPercent = Self.delivered(plan, publishers.count, moments)
        packetsPerSecond = Double(moments.held.packets(since: moments.full)) / max(holdSeconds, 0.001)
        latency = Latency(
            hold: Percentiles(last.latency),
            joining: Percentiles(last.joiningLatency),
            bins: last.latency.bins
        )
        freezes = Freezes(count: last.freezes, viewers: last.frozen)
        broadcasters = Broadcasters(publishers, seconds: totalSeconds)
        server = ServerFigures(moments, plan.scenario)
        generator = GeneratorFigures(
            moments,
            cores: min(plan.threads, ProcessInfo.processInfo.activeProcessorCount)
        )
        self.samples = samples
    }

    /// What is under way when the hold begins or ends may miss from a short one.
    static let wholePercent = 99.0

    /// Whether everybody got everything.
    var isClean: Bool {
        viewers.refused.isEmpty && (scenario.idle || viewers.silent == 0) && viewers.dropped == 0
            && packets.lost == 0 && packets.corrupt == 0 && broadcasters.failures.isEmpty
            && (deliveredPercent ?? 100) >= Self.wholePercent
    }

    private static func delivered(_ plan: LoadPlan, _ publishers: Int, _ moments: RunMoments) -> Double? {
        let scenario = plan.scenario
        let sent = moments.held.sent - moments.full.sent
        guard scenario.churn == 0, scenario.storm == 0, scenario.loss == 0, sent > 0, publishers > 0 else {
            return nil
        }
        // Viewers are spread evenly over the broadcasts, which are all alike.
        let each = Double(sent * plan.broadcastsPerViewer) / Double(publishers)
        let wanted = each * Double(moments.full.totals.connected)
        return wanted > 0 ? 100 * Double(moments.held.packets(since: moments.full)) / wanted : nil
    }
}

extension RunReport.Broadcasters {
    init(_ publishers: [PublisherFigures], seconds: Double) {
        count = publishers.count
        packets = publishers.reduce(0) { $0 + $1.packets }
        keyframeRequests = publishers.reduce(0) { $0 + $1.keyframeRequests }
        keyframeRequestsPerSecond = Double(keyframeRequests) / max(seconds, 0.001)
        keyframeRequestBurst = publishers.map(\.requestBurst).max() ?? 0
        askedAgain = publishers.reduce(0) { $0 + $1.nacked }
        failures = publishers.compactMap(\.closed)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// One second of a run, for the display and the plots.
struct Sample: Codable, Equatable, Sendable {
    /// Seconds since the first viewer was asked for.
    let time: Double
    let asked: Int
    let connected: Int
    let flowing: Int
    let packetsPerSecond: Double
    let megabitsPerSecond: Double
    /// Numbers that are missing so far. May shrink: what is sent again fills gaps.
    let lost: Int
    /// Of the packets that this second should have brought, at least 0.
    let lossPercent: Double
    let freezes: Int
    /// Milliseconds; nil in a second without a stamp.
    let latencyP50: Double?
    let latencyP99: Double?
    /// Percent of a core; nil without a server's process id.
    let serverPercent: Double?
    let serverMiB: Double?
    let generatorPercent: Double?

    init(_ now: Moment, since before: Moment, start: ContinuousClock.Instant, latency: Histogram) {
        let seconds = max(now.seconds(since: before), 0.001)
        let (streams, earlier) = (now.totals.streams, before.totals.streams)
        let expected = streams.expected - earlier.expected
        time = (now.at - start).seconds
        asked = now.totals.asked
        connected = now.totals.connected
        flowing = now.totals.flowing
        packetsPerSecond = Double(now.packets(since: before)) / seconds
        megabitsPerSecond = Double(streams.bytes - earlier.bytes) * 8 / 1e6 / seconds
        lost = streams.lost
        lossPercent = expected > 0 ? 100 * Double(max(0, streams.lost - earlier.lost)) / Double(expected) : 0
        freezes = now.totals.freezes
        latencyP50 = latency.milliseconds(0.50)
        latencyP99 = latency.milliseconds(0.99)
        serverPercent = now.serverSeconds(since: before).map { 100 * $0 / seconds }
        serverMiB = now.server?.residentMiB
        generatorPercent = now.generatorSeconds(since: before).map { 100 * $0 / seconds }
    }
}

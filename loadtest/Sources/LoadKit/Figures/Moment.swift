// SPDX-License-Identifier: Apache-2.0

/// Everything that is counted, at one moment of a run.
struct Moment: Sendable {
    let at: ContinuousClock.Instant
    let totals: ViewerTotals
    /// Packets that all broadcasters sent.
    var sent = 0
    let server: ServerMeter.Reading?
    let generator: ServerMeter.Reading?
    /// Processor seconds of all of the machine.
    var machineSeconds: Double?

    /// Seconds since an earlier moment.
    func seconds(since earlier: Moment) -> Double { (at - earlier.at).seconds }

    /// Packets that arrived at viewers since an earlier moment.
    func packets(since earlier: Moment) -> Int {
        totals.streams.received + totals.streams.duplicates - earlier.totals.streams.received
            - earlier.totals.streams.duplicates
    }

    /// The server's processor seconds since an earlier moment.
    func serverSeconds(since earlier: Moment) -> Double? {
        guard let server, let before = earlier.server else { return nil }
        return server.processorSeconds - before.processorSeconds
    }

    /// Processor seconds of neither server nor generator, which is other people's work, since an earlier moment.
    func otherSeconds(since earlier: Moment) -> Double? {
        guard let machineSeconds, let before = earlier.machineSeconds,
            let server = serverSeconds(since: earlier),
            let generator = generatorSeconds(since: earlier)
        else { return nil }
        return max(0, machineSeconds - before - server - generator)
    }

    /// Our own processor seconds since an earlier moment.
    func generatorSeconds(since earlier: Moment) -> Double? {
        guard let generator, let before = earlier.generator else { return nil }
        return generator.processorSeconds - before.processorSeconds
    }
}

extension Duration {
    /// As a number of seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

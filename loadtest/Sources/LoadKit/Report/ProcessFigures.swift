// SPDX-License-Identifier: Apache-2.0

/// What the server used. Processor time counts over the hold only, so that joining is no part of it.
struct ServerFigures: Codable, Equatable, Sendable {
    let cpuSeconds: Double
    /// Of one core.
    let cpuPercent: Double
    /// Packets that viewers got, for each second of processor time.
    let packetsPerCPUSecond: Double?
    /// Microseconds of processor time for each viewer and second of an idle hold.
    let idleMicroseconds: Double?
    /// Milliseconds of processor time that one joining took, forwarding meanwhile taken off; nil if it can't be told.
    let joinCPUMilliseconds: Double?
    /// Resident memory: nobody there, broadcasters only, all viewers, everybody gone.
    let idleMiB: Double
    let emptyMiB: Double
    let fullMiB: Double
    let goneMiB: Double
    let kibibytesPerViewer: Double?
    /// Nobody there, all viewers, everybody gone.
    let threadsBefore: Int
    let threads: Int
    let threadsAfter: Int
    let descriptorsBefore: Int
    let descriptors: Int
    let descriptorsAfter: Int

    /// Nil without a look at the server.
    init?(_ moments: RunMoments, _ scenario: Scenario) {
        let (full, held) = (moments.full, moments.held)
        guard let cpu = held.serverSeconds(since: full),
            let joinCPU = full.serverSeconds(since: moments.empty),
            let idle = moments.idle.server, let empty = moments.empty.server, let loaded = held.server,
            let gone = moments.gone
        else { return nil }
        cpuSeconds = cpu
        cpuPercent = 100 * cpu / held.seconds(since: full)
        let packets = Double(held.packets(since: full))
        packetsPerCPUSecond = cpu > 0 && packets > 0 ? packets / cpu : nil
        let viewers = Double(full.totals.connected)
        let idlePrice = scenario.idle && viewers > 0 ? cpu / (viewers * held.seconds(since: full)) : nil
        idleMicroseconds = idlePrice.map { $0 * 1e6 }
        // What forwarding took while viewers joined, at the hold's price.
        let forwarding = packets > 0 ? Double(full.packets(since: moments.empty)) * cpu / packets : 0
        let staying = (idlePrice ?? 0) * Self.viewerSeconds(viewers, full.seconds(since: moments.empty))
        let joining = joinCPU - forwarding - staying
        joinCPUMilliseconds = viewers > 0 && joining > 0 ? joining * 1_000 / viewers : nil
        idleMiB = idle.residentMiB
        emptyMiB = empty.residentMiB
        fullMiB = loaded.residentMiB
        goneMiB = gone.residentMiB
        let there = Double(held.totals.connected)
        kibibytesPerViewer = there > 0 ? (loaded.residentMiB - empty.residentMiB) * 1_024 / there : nil
        threadsBefore = idle.threads
        threads = loaded.threads
        threadsAfter = gone.threads
        descriptorsBefore = idle.descriptors
        descriptors = loaded.descriptors
        descriptorsAfter = gone.descriptors
    }

    /// How long all viewers together had been there when the hold began: they came evenly, and the last stayed a while.
    private static func viewerSeconds(_ viewers: Double, _ seconds: Double) -> Double {
        let settling = LoadRun.settling / .seconds(1)
        return viewers * (settling + max(seconds - settling, 0) / 2)
    }
}

/// What this program used over the hold.
struct GeneratorFigures: Codable, Equatable, Sendable {
    /// Beyond this share of what it may use, it may itself be what loses and delays packets.
    static let trustedPercent = 85.0
    /// Other work beyond this share of a core delays packets so that percentiles show it.
    static let quietPercent = 20.0

    let cpuSeconds: Double
    /// Of one core.
    let cpuPercent: Double
    /// What it may use: of its threads and the cores it is on, the fewer.
    let cores: Int
    /// What neither it nor the server used, in percent of one core; nil without a look at the server.
    let othersPercent: Double?

    /// Whether so much else went on that latencies are not the server's alone.
    var isDisturbed: Bool { (othersPercent ?? 0) > Self.quietPercent }
    var isNearLimit: Bool { cpuPercent > Self.trustedPercent * Double(cores) }

    init(_ moments: RunMoments, cores: Int) {
        cpuSeconds = moments.held.generatorSeconds(since: moments.full) ?? 0
        cpuPercent = 100 * cpuSeconds / max(moments.held.seconds(since: moments.full), 0.001)
        self.cores = cores
        othersPercent = moments.held.otherSeconds(since: moments.full)
            .map { 100 * $0 / max(moments.held.seconds(since: moments.full), 0.001) }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The media plane's last figures, or their gathering, which serves everybody who asks meanwhile.
struct StatisticsCache {
    private var latest: (gathering: Task<MediaStatistics, Never>, begun: Duration)?

    /// The figures, if they are fresh.
    func fresh(now: Duration) -> Task<MediaStatistics, Never>? {
        guard let latest, now - latest.begun < Limits.statisticsAge else { return nil }
        return latest.gathering
    }

    /// Remembers a gathering.
    mutating func keep(_ gathering: Task<MediaStatistics, Never>, now: Duration) {
        latest = (gathering, now)
    }
}

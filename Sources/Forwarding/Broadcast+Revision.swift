// SPDX-License-Identifier: Apache-2.0

public import RTP

extension Broadcast {
    /// Changes what the present publication consists of. A track whose codec and m-line stay goes on undisturbed; others
    /// begin and end as in ``beginPublication(_:feedbackSSRC:now:)``. Nothing happens if nobody publishes.
    ///
    /// Returns the subscriptions that were answered with another codec than their slot now has.
    @discardableResult
    public func revisePublication(
        _ configurations: [TrackConfiguration], now: MonotonicTime
    ) -> [Subscription] {
        guard let present = publication else { return [] }
        var fed: [Track] = []
        var accepted: [TrackConfiguration] = []
        var kept: [Int?] = []
        var mismatched: [Subscription] = []
        for configuration in configurations {
            guard let track = takeSlot(configuration, fed) else { continue }
            let index = present.tracks.firstIndex { $0 === track }
            if let index, present.demultiplexer.continues(index, as: configuration) {
                track.revise(configuration)
                kept.append(index)
            } else {
                mismatched += track.publish(configuration, clock: present.clock)
                kept.append(nil)
            }
            fed.append(track)
            accepted.append(configuration)
        }
        for track in present.tracks where !fed.contains(where: { $0 === track }) { track.unpublish() }
        publication?.revise(fed, accepted, keeping: kept, now: now)
        return mismatched
    }
}

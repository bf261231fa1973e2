// SPDX-License-Identifier: Apache-2.0

/// What a member has on hold: tracks that don't flow between it and others, as ``MediaKind/audio`` and
/// ``MediaKind/video``.
struct Holds: Equatable, Sendable {
    /// Between it and everybody.
    private(set) var all: Set<MediaKind> = []
    /// Between it and single ones.
    private(set) var pairs: [ClientID: Set<MediaKind>] = [:]

    /// Begins or ends a hold with one member; nil: with everybody.
    mutating func set(_ tracks: Set<MediaKind>, _ isOn: Bool, with other: ClientID?) {
        guard let other else {
            all = isOn ? all.union(tracks) : all.subtracting(tracks)
            return
        }
        let before = pairs[other] ?? []
        let after = isOn ? before.union(tracks) : before.subtracting(tracks)
        pairs[other] = after.isEmpty ? nil : after
    }

    /// Whether a track is on hold toward a member.
    func holds(_ track: MediaKind, with other: ClientID) -> Bool {
        all.contains(track) || pairs[other]?.contains(track) == true
    }
}

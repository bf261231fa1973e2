// SPDX-License-Identifier: Apache-2.0

internal import RTP

/// What a lite agent knows of one peer (RFC 8445 §2.5): its generations of credentials, the paths that the peer's
/// checks came by, and the one that the peer nominated. A value without sockets, clocks or random numbers.
struct LiteState {
    private struct Known {
        let path: MediaPath
        /// Of the last check.
        var fragment: LocalFragment
        var lastCheck: MonotonicTime
    }

    /// What the description last said.
    private(set) var current: LocalGeneration
    /// The one that media flows under while a restart looks for a pair (RFC 8445 §9).
    private(set) var previous: LocalGeneration?
    /// The path that media takes.
    private(set) var selected: MediaPath?

    private var selectedIn: LocalFragment?
    private var known: [Known] = []
    private var checks = TokenBucket()

    init(_ first: LocalGeneration) {
        current = first
    }

    /// The paths that datagrams are taken from.
    var paths: [MediaPath] { known.map(\.path) }

    /// The fragments that checks are answered for.
    var fragments: [LocalFragment] { [current.fragment] + (previous.map { [$0.fragment] } ?? []) }

    /// The generation of `fragment`; nil if it is over.
    func generation(_ fragment: LocalFragment) -> LocalGeneration? {
        fragment == current.fragment ? current : fragment == previous?.fragment ? previous : nil
    }

    /// Whether the peer may have one more check looked at.
    mutating func admitsCheck(now: MonotonicTime) -> Bool {
        checks.take(TransportLimits.peerChecks, now: now)
    }

    /// Whether a check of the peer came by `path`.
    func knows(_ path: MediaPath) -> Bool {
        known.contains { $0.path == path }
    }

    /// Notes an authentic check. If that makes a path too many, the one that was checked longest ago goes, but not the
    /// selected one.
    ///
    /// - Returns: the path that is no longer known.
    mutating func note(_ path: MediaPath, _ fragment: LocalFragment, now: MonotonicTime) -> MediaPath? {
        if let place = known.firstIndex(where: { $0.path == path }) {
            known[place].fragment = fragment
            known[place].lastCheck = now
            return nil
        }
        known.append(Known(path: path, fragment: fragment, lastCheck: now))
        guard known.count > TransportLimits.pathsPerPeer else { return nil }
        let others = known.indices.dropLast().filter { known[$0].path != selected }
        guard let oldest = others.min(by: { known[$0].lastCheck < known[$1].lastCheck }) else { return nil }
        return known.remove(at: oldest).path
    }

    /// The peer nominates a path (RFC 8445 §7.3.1.5): its last word counts, so that one that moves to another network
    /// is followed. What a generation nominates that is on its way out doesn't.
    ///
    /// - Returns: whether that is news.
    mutating func nominate(_ path: MediaPath, _ fragment: LocalFragment) -> Bool {
        guard fragment == current.fragment, selected != path || selectedIn != fragment else { return false }
        selected = path
        selectedIn = fragment
        previous = nil
        return true
    }

    /// Begins a new generation. The selected path and the generation that it is of stay until `next` has a pair; all
    /// else that is older goes.
    ///
    /// - Returns: the paths that are no longer known.
    mutating func restart(_ next: LocalGeneration) -> [MediaPath] {
        if selectedIn == current.fragment || selectedIn == nil {
            previous = selectedIn == nil ? nil : current
        }
        current = next
        let gone = known.filter { $0.path != selected && $0.fragment != previous?.fragment }.map(\.path)
        known.removeAll { gone.contains($0.path) }
        return gone
    }

    /// A path is another peer's now.
    ///
    /// - Returns: whether media took it.
    mutating func lose(_ path: MediaPath) -> Bool {
        known.removeAll { $0.path == path }
        guard selected == path else { return false }
        selected = nil
        selectedIn = nil
        return true
    }
}

// SPDX-License-Identifier: Apache-2.0

import RTP

/// What the tracks of one connection may come to together, if the control plane bounds some of them.
///
/// A sender divides one estimate among its tracks as it likes, so a sum bounds each of them only if all pictures are
/// bounded that are sent: else nothing is told.
struct BitrateBound {
    /// A track, its bound and what arrives of it, both in bits per second.
    struct Part {
        var kind: MediaKind
        var bound: UInt64?
        var rate: UInt64
    }

    /// What sound needs with its headers, in bits per second.
    static let leastSound: UInt64 = 40_000
    /// What is told when nothing is bounded any more, in bits per second: more than anybody sends.
    static let unbounded: UInt64 = 1 << 30

    /// Whether bounds were ever set: from then on one is told each second, also the one that lifts them.
    private(set) var isInUse = false
    /// What was told last, in bits per second.
    private(set) var told = unbounded
    private var nextUpdate: MonotonicTime?

    /// Takes note that other bounds hold: the next poll tells them.
    mutating func change(isBounded: Bool) {
        isInUse = isInUse || isBounded
        nextUpdate = nil
    }

    /// Whether one is due, which is ``told`` from now on.
    mutating func poll(_ parts: @autoclosure () -> [Part], now: MonotonicTime) -> Bool {
        guard isInUse, nextUpdate.map({ now >= $0 }) ?? true else { return false }
        nextUpdate = now.advanced(milliseconds: Limits.reportMilliseconds)
        told = Self.total(of: parts()) ?? Self.unbounded
        return true
    }

    /// What all may come to together; nil: as much as they like.
    ///
    /// What is silent leaves its part to nobody, unless everything is. Beside pictures, sound counts with what it comes to
    /// (``leastSound`` at least): pictures would take what it leaves of its bound.
    static func total(of parts: [Part]) -> UInt64? {
        let audible = parts.filter { $0.rate > 0 }
        let counted = audible.isEmpty ? parts : audible
        let pictures = counted.filter { $0.kind == .video }.map(\.bound)
        let sounds = counted.filter { $0.kind == .audio }
        guard !pictures.isEmpty else { return sum(sounds.map(\.bound)) }
        guard let pictures = sum(pictures) else { return nil }
        return sounds.reduce(pictures) { $0 + min($1.bound ?? .max, max($1.rate, leastSound)) }
    }

    private static func sum(_ bounds: [UInt64?]) -> UInt64? {
        let known = bounds.compactMap { $0 }
        return known.isEmpty || known.count < bounds.count ? nil : known.reduce(0, +)
    }
}

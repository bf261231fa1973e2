// SPDX-License-Identifier: Apache-2.0

/// Which packet indices of one stream were seen (RFC 3711 §3.3.2), by the ring of RFC 6479 §2.
///
/// Remembers at least the 960 indices below the highest.
struct ReplayWindow: Sendable {
    private static let words = 16
    /// Indices that are told apart; older ones count as seen.
    static let width: UInt64 = 960

    /// The highest index seen; meaningless before the first.
    private(set) var highest: UInt64 = 0
    /// Stands beside `highest`, in the same cache line.
    private(set) var isEmpty = true
    private var ring = InlineArray<16, UInt64>(repeating: 0)

    /// Whether `index` is neither seen nor too old.
    @inline(__always)
    func accepts(_ index: UInt64) -> Bool {
        if isEmpty || index > highest { return true }
        guard highest &- index < Self.width else { return false }
        return ring[word(index)] & bit(index) == 0
    }

    /// Remembers an accepted index.
    @inline(__always)
    mutating func insert(_ index: UInt64) {
        if isEmpty {
            isEmpty = false
            highest = index
        } else if index > highest {
            // Words between the old head and the new one are of an earlier round.
            let steps = min((index >> 6) &- (highest >> 6), UInt64(Self.words))
            var step: UInt64 = 1
            while step <= steps {
                ring[Int(truncatingIfNeeded: ((highest >> 6) &+ step) & 15)] = 0
                step &+= 1
            }
            highest = index
        }
        ring[word(index)] |= bit(index)
    }

    private func word(_ index: UInt64) -> Int {
        Int(truncatingIfNeeded: (index >> 6) & 15)
    }

    private func bit(_ index: UInt64) -> UInt64 {
        1 << (index & 63)
    }
}

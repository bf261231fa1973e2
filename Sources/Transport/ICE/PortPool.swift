// SPDX-License-Identifier: Apache-2.0

/// Which ports of media ranges this process uses.
///
/// libnice would try one port after the other with the kernel, thousands of calls when a range is nearly full; here
/// the next free one is known. Any thread.
enum PortPool {
    private static let used = Locked<Set<UInt16>>([])

    /// A port of `range` that nobody here uses, from a random one onward; nil if there is none.
    static func claim(in range: ClosedRange<UInt16>) -> UInt16? {
        let start = UInt16.random(in: range)
        return used.withLock { used in
            if let port = (start...range.upperBound).first(where: { !used.contains($0) })
                ?? (range.lowerBound...start).first(where: { !used.contains($0) })
            {
                used.insert(port)
                return port
            }
            return nil
        }
    }

    /// Gives a port back.
    static func release(_ port: UInt16) {
        _ = used.withLock { $0.remove(port) }
    }
}

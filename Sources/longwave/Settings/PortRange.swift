// SPDX-License-Identifier: Apache-2.0

/// The UDP ports that media may use.
enum PortRange: Equatable, Sendable {
    /// Whatever the system gives.
    case any
    /// One of these.
    case ports(ClosedRange<UInt16>)

    /// Reads `FIRST-LAST` or `any`.
    init?(_ text: String) {
        if text == "any" {
            self = .any
            return
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = UInt16(ends[0]), let last = UInt16(ends[1]) else { return nil }
        guard first >= 1, first <= last else { return nil }
        self = .ports(first...last)
    }

    /// The range, or nil for any port.
    var range: ClosedRange<UInt16>? {
        switch self {
        case .any: nil
        case .ports(let range): range
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The UDP ports that media may use.
enum PortRange: Equatable, Sendable, CustomStringConvertible {
    /// Whatever the system gives.
    case any
    /// One of these.
    case ports(ClosedRange<UInt16>)

    /// Those that STUN and TURN take if nobody names any: below 32,768, where Linux begins with outgoing connections.
    static let usual = PortRange.ports(20_000...29_999)

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

    /// As it is read.
    var description: String {
        switch self {
        case .any: "any"
        case .ports(let range): "\(range.lowerBound)-\(range.upperBound)"
        }
    }
}

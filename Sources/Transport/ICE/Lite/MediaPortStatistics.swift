// SPDX-License-Identifier: Apache-2.0

/// Why a datagram that came to a ``MediaPort`` reached no peer and got no answer. Counted, never fatal (hardening S1,
/// S3, S11).
public enum MediaPortDropReason: Int, CaseIterable, Sendable {
    /// Not STUN, and no peer's check ever came from there.
    case unknownSource
    /// No STUN message that we read, though it begins like one.
    case malformedCheck
    /// STUN, but no request: this side asks nobody.
    case unexpectedMessage
    /// A check for a user fragment that nobody has.
    case unknownUser
    /// A check that its MESSAGE-INTEGRITY doesn't prove.
    case unprovenCheck
    /// One check more than its source, or its peer, may send.
    case tooManyChecks
    /// A check whose answer would be longer than itself.
    case shortCheck
    /// A check from an address that is another peer's.
    case takenPath
    /// One path more than the port takes.
    case tooManyPaths

    /// The reason in metrics: lower case with underscores.
    public var label: String {
        switch self {
        case .unknownSource: "unknown_source"
        case .malformedCheck: "malformed_check"
        case .unexpectedMessage: "unexpected_message"
        case .unknownUser: "unknown_user"
        case .unprovenCheck: "unproven_check"
        case .tooManyChecks: "too_many_checks"
        case .shortCheck: "short_check"
        case .takenPath: "taken_path"
        case .tooManyPaths: "too_many_paths"
        }
    }
}

/// What one ``MediaPort`` counted. Plain numbers that only grow.
public struct MediaPortStatistics: Sendable {
    /// Checks answered with success.
    public internal(set) var checksAnswered: UInt64 = 0
    /// Checks answered with an error (RFC 8445 §7.3.1.1, RFC 8489 §6.3.1).
    public internal(set) var checksRefused: UInt64 = 0
    private var counts = InlineArray<9, UInt64>(repeating: 0)

    /// Everything 0.
    public init() {}

    /// Datagrams dropped for `reason`.
    public internal(set) subscript(reason: MediaPortDropReason) -> UInt64 {
        get { counts[reason.rawValue] }
        set { counts[reason.rawValue] = newValue }
    }

    /// Each reason's label with its count.
    public var drops: [(reason: String, count: UInt64)] {
        MediaPortDropReason.allCases.map { (reason: $0.label, count: self[$0]) }
    }
}

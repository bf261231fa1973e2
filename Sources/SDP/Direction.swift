// SPDX-License-Identifier: Apache-2.0

/// Who sends in an `m=` section, seen from the side that wrote the description (RFC 8866 §6.7).
public enum Direction: String, Equatable, Sendable, CaseIterable {
    /// Both.
    case sendrecv
    /// The writer only.
    case sendonly
    /// The reader only.
    case recvonly
    /// Nobody.
    case inactive

    /// Whether the writer of the description may send.
    public var sends: Bool { self == .sendrecv || self == .sendonly }
    /// Whether the writer of the description is ready to receive.
    public var receives: Bool { self == .sendrecv || self == .recvonly }
}

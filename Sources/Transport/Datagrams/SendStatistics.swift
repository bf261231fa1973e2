// SPDX-License-Identifier: Apache-2.0

/// What one ``EventLoop`` handed to the kernel. Plain numbers that only grow.
public struct SendStatistics: Sendable {
    /// Datagrams that left.
    public internal(set) var datagrams: UInt64 = 0
    /// Messages that they left in; fewer than datagrams where the kernel segments.
    public internal(set) var messages: UInt64 = 0
    /// System calls.
    public internal(set) var calls: UInt64 = 0
    /// Messages of several datagrams that left one by one, since the kernel or the path does not segment.
    public internal(set) var unsegmented: UInt64 = 0
    /// Datagrams dropped because a buffer or queue was full.
    public internal(set) var congested: UInt64 = 0
    /// Datagrams that the kernel refused for another reason.
    public internal(set) var failed: UInt64 = 0

    /// Everything 0.
    public init() {}
}

// SPDX-License-Identifier: Apache-2.0

/// Where in memory lies what a packet to one subscriber touches, so that the processor can fetch it before it is needed.
/// Only a hint: what lies elsewhere by now costs time, nothing else.
///
/// As large as a processor's cache line, so that a row of them is read without waiting.
public struct Footprint: Sendable {
    /// Each a run of cache lines: in the lowest 54 bits the first one's address by ``lineBytes``, in the others how many
    /// there are. Zero is none.
    public private(set) var runs = InlineArray<8, UInt64>(repeating: 0)

    /// Bytes of a cache line.
    public static let lineBytes: UInt64 = 64
    private static let lengthBit: UInt64 = 54
    private static let longestRun: UInt64 = 64

    /// Of nothing.
    public init() {}

    /// Adds the lines that `bytes` bytes from `address` on lie in; of a ninth run nothing, and of a run no more than 64.
    public mutating func add(_ address: UInt64, bytes: UInt64) {
        guard bytes > 0, address <= .max - bytes, let free = runs.indices.first(where: { runs[$0] == 0 })
        else { return }
        let first = address / Self.lineBytes
        let lines = min((address + bytes - 1) / Self.lineBytes - first + 1, Self.longestRun)
        runs[free] = lines << Self.lengthBit | first & (1 << Self.lengthBit - 1)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Which datagrams may leave as one message that the kernel cuts apart (`UDP_SEGMENT`, udp(7)): all of one size, the
/// last may be shorter.
struct SegmentRun: Equatable {
    /// Bytes of each datagram but the last.
    private(set) var segmentBytes = 0
    /// Datagrams in the run.
    private(set) var count = 0
    /// Bytes of all of them.
    private(set) var bytes = 0
    private var isClosed = false

    /// A run that `append` can start.
    init() {}

    /// Adds a datagram of `length` bytes; false, and nothing changed, if it must begin the next run.
    mutating func append(_ length: Int, limit: Int = TransportLimits.segmentsPerMessage) -> Bool {
        if count == 0 {
            self = SegmentRun()
            segmentBytes = length
        } else {
            guard !isClosed, count < limit, length <= segmentBytes else { return false }
            guard bytes + length <= TransportLimits.messageBytes, length > 0 else { return false }
            isClosed = length < segmentBytes
        }
        count += 1
        bytes += length
        return true
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Gives the packets of a track that are worth sending on their numbers, without holes for those that are not.
///
/// A track's numbers never wrap and never go back, over all of its sources; every subscription's sequence numbers are
/// these plus an offset. Packets that never arrive keep their number, so that subscribers notice and ask.
struct PacketNumbering {
    /// From `first` on, a packet's number is its extended sequence number plus `offset`.
    private struct Segment {
        var first: Int64
        var offset: Int64
    }

    /// Oldest first, never empty, at most ``Limits/numberingSegments``.
    private var segments: [Segment]

    /// Numbering for a source whose first packet is `first`, which gets `number`.
    init(first: Int64, number: Int64) {
        segments = []
        segments.reserveCapacity(Limits.numberingSegments + 1)
        segments.append(Segment(first: first - Limits.headroom, offset: number - first))
    }

    /// The number of the packet `sequence`; nil if the places that were closed around it are forgotten.
    func number(of sequence: Int64) -> Int64? {
        var index = segments.count - 1
        while index >= 0 {
            if sequence >= segments[index].first { return sequence + segments[index].offset }
            index -= 1
        }
        return nil
    }

    /// Closes the place of `sequence`, the newest packet so far: those that follow move up.
    mutating func close(_ sequence: Int64) {
        let last = segments[segments.count - 1]
        if last.first == sequence {
            segments[segments.count - 1] = Segment(first: sequence + 1, offset: last.offset - 1)
            return
        }
        segments.append(Segment(first: sequence + 1, offset: last.offset - 1))
        if segments.count > Limits.numberingSegments { segments.removeFirst() }
    }
}

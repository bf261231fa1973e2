// SPDX-License-Identifier: Apache-2.0

/// The streams of one direction by SSRC, each with its replay window. Small, bounded, scanned: no hashing per packet.
struct StreamTable {
    private let capacity: Int
    private var ssrcs: [UInt32] = []
    private var windows: [ReplayWindow] = []
    private var lastUses: [UInt64] = []
    private var uses: UInt64 = 0
    /// Where the last packet was found; the next is mostly of the same stream.
    private var recent = 0

    /// - Parameter capacity: streams at most.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Streams in the table.
    var count: Int { ssrcs.count }
    /// Whether one more stream needs room that isn't there.
    var isFull: Bool { ssrcs.count >= capacity }

    /// Where the stream stands, if it is known.
    mutating func find(_ ssrc: UInt32) -> Int? {
        if recent < ssrcs.count, ssrcs[recent] == ssrc { return recent }
        for place in ssrcs.indices where ssrcs[place] == ssrc {
            recent = place
            return place
        }
        return nil
    }


    /// The highest index at `place`.
    func highest(at place: Int) -> UInt64 {
        windows[place].highest
    }

    /// Whether the stream at `place` may take `index`.
    func accepts(_ index: UInt64, at place: Int) -> Bool {
        windows[place].accepts(index)
    }

    /// Remembers an index of the stream at `place`.
    mutating func insert(_ index: UInt64, at place: Int) {
        windows[place].insert(index)
        uses &+= 1
        lastUses[place] = uses
    }

    /// Adds a stream; a full table forgets the one that was unused for longest (hardening S5).
    mutating func add(_ ssrc: UInt32, index: UInt64) {
        var window = ReplayWindow()
        window.insert(index)
        uses &+= 1
        if isFull {
            var oldest = 0
            for place in lastUses.indices where lastUses[place] < lastUses[oldest] { oldest = place }
            ssrcs[oldest] = ssrc
            windows[oldest] = window
            lastUses[oldest] = uses
            recent = oldest
        } else {
            recent = ssrcs.count
            ssrcs.append(ssrc)
            windows.append(window)
            lastUses.append(uses)
        }
    }
}

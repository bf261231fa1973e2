// SPDX-License-Identifier: Apache-2.0

/// A subscription's last few splices, so that a packet from before a source switch can be sent again unchanged.
struct SpliceHistory {
    /// Newest first.
    private var splices: InlineArray<4, Splice>

    /// No splice yet.
    init() {
        splices = InlineArray(repeating: Splice())
        precondition(splices.count == Limits.splices, "the history holds as many splices as the limit says")
    }

    /// The one that holds for what is sent now.
    var current: Splice { splices[0] }

    /// Adds the newest.
    mutating func add(_ splice: Splice) {
        for index in (1..<splices.count).reversed() { splices[index] = splices[index - 1] }
        splices[0] = splice
    }

    /// The splice under which the extended sequence number `sequence` was sent; nil if it is forgotten.
    func splice(forSequence sequence: Int64) -> Splice? {
        for index in splices.indices {
            let splice = splices[index]
            guard splice.first != .max else { return nil }
            if sequence - splice.sequence >= splice.first { return splice }
        }
        return nil
    }
}

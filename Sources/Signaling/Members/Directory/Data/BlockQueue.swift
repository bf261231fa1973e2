// SPDX-License-Identifier: Apache-2.0

/// The order in which blocks of files came.
struct BlockQueue: Sendable {
    /// A block of a file.
    struct Entry: Equatable, Sendable {
        let uuid: String
        let index: Int
    }

    /// Entries from ``next`` on; those before are gone.
    private var entries: [Entry] = []
    private var next = 0

    /// Adds the newest.
    mutating func append(_ entry: Entry) {
        entries.append(entry)
    }

    /// Takes the oldest.
    mutating func removeFirst() -> Entry? {
        guard next < entries.count else { return nil }
        let entry = entries[next]
        next += 1
        // Half at once: moving the others up each time would cost as much as there are.
        if next > entries.count / 2 {
            entries.removeFirst(next)
            next = 0
        }
        return entry
    }

    /// Forgets the blocks of a file that is gone.
    mutating func removeAll(of uuid: String) {
        entries.removeFirst(next)
        next = 0
        entries.removeAll { $0.uuid == uuid }
    }
}

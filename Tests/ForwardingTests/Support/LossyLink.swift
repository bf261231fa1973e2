// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// A network between two ends that loses, doubles and reorders, as its seed has it.
struct LossyLink {
    var random: SeededRandom
    var lossPercent = 0
    var duplicatePercent = 0
    /// How many packets another may overtake.
    var reordering = 0
    private var underWay: [(due: Int, packet: [UInt8])] = []
    private var count = 0

    init(seed: UInt64, lossPercent: Int = 0, duplicatePercent: Int = 0, reordering: Int = 0) {
        random = SeededRandom(seed: seed)
        self.lossPercent = lossPercent
        self.duplicatePercent = duplicatePercent
        self.reordering = reordering
    }

    /// Puts a packet in, and takes out what arrives meanwhile.
    mutating func send(_ packet: [UInt8]) -> [[UInt8]] {
        count += 1
        if !random.chance(percent: lossPercent) {
            put(packet)
            if random.chance(percent: duplicatePercent) { put(packet) }
        }
        return take(dueBy: count)
    }

    /// Takes out what is still under way.
    mutating func drain() -> [[UInt8]] {
        take(dueBy: .max)
    }

    private mutating func put(_ packet: [UInt8]) {
        let due = count + Int.random(in: 0...reordering, using: &random)
        underWay.append((due, packet))
    }

    private mutating func take(dueBy moment: Int) -> [[UInt8]] {
        let arrived = underWay.filter { $0.due <= moment }
        underWay.removeAll { $0.due <= moment }
        return arrived.map(\.packet)
    }
}

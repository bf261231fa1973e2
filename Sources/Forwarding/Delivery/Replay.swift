// SPDX-License-Identifier: Apache-2.0

import RTP

/// Brings one subscription from a keyframe in the cache to the present, a few packets per poll.
///
/// Packets that arrive meanwhile are left to it, except stragglers behind it. So the subscriber gets everything once.
struct Replay {
    /// How far it came.
    enum Progress {
        /// There is more to send.
        case underWay
        /// The subscription is live.
        case caughtUp
        /// The cache has overwritten what was to come next.
        case overtaken
    }

    let subscription: Subscription

    /// Sends up to `budget` packets of `layer`, and takes them off it.
    func advance(
        through layer: Layer, absSendTime: UInt32, head: inout PacketHead, budget: inout Int
    ) -> Progress {
        var slab = layer.cache.lend()
        defer { layer.cache.restore(slab) }
        var bytes = slab.mutableSpan
        var number = subscription.gate.replayFrom
        while number <= layer.highestNumber {
            guard number > layer.highestNumber - Int64(layer.cache.capacity) else { return .overtaken }
            if let packet = layer.cache.packet(number) {
                guard budget > 0 else { return .underWay }
                budget -= 1
                subscription.gate.replayFrom = number + 1
                subscription.send(packet, bytes: &bytes, absSendTime: absSendTime, head: &head)
            }
            // A packet that is missing from the cache passes the gate if it comes later.
            number += 1
            subscription.gate.replayFrom = number
        }
        subscription.gate.replayFrom = .max
        return .caughtUp
    }
}

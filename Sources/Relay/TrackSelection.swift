// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import SDP

/// The tracks that a subscriber is to choose from, in the order in which its m-lines take them.
struct TrackSelection {
    /// Where one track comes from.
    struct Source: Equatable {
        let hosted: HostedBroadcast
        /// Its slot in the broadcast, which survives the publication.
        let slot: Int

        static func == (one: Source, other: Source) -> Bool {
            one.hosted === other.hosted && one.slot == other.slot
        }
    }

    /// For the negotiation; same order as ``sources``.
    private(set) var descriptions: [TrackDescription] = []
    private(set) var sources: [Source] = []

    /// The broadcasts that the tracks belong to, each once, in order.
    var broadcasts: [HostedBroadcast] {
        var broadcasts: [HostedBroadcast] = []
        for source in sources where broadcasts.last !== source.hosted { broadcasts.append(source.hosted) }
        return broadcasts
    }

    /// All tracks of `broadcasts` that have a publisher, broadcast by broadcast.
    init(_ broadcasts: [HostedBroadcast]) {
        for hosted in broadcasts {
            var taken: [SDPMediaKind: Int] = [:]
            for description in hosted.descriptions {
                let ordinal = taken[description.kind, default: 0]
                taken[description.kind] = ordinal + 1
                guard let slot = Self.slot(of: MediaKind(description.kind), ordinal, in: hosted) else {
                    continue
                }
                descriptions.append(description)
                sources.append(Source(hosted: hosted, slot: slot))
            }
        }
    }

    /// The slot that the `ordinal`-th track of a kind has: publications fill slots of a kind in order.
    private static func slot(of kind: MediaKind, _ ordinal: Int, in hosted: HostedBroadcast) -> Int? {
        let tracks = hosted.broadcast.tracks
        let slots = tracks.indices.filter { tracks[$0].kind == kind }
        return ordinal < slots.count ? slots[ordinal] : nil
    }
}

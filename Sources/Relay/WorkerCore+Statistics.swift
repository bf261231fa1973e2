// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import Transport

extension WorkerCore {
    /// The worker's figures now: those of who is here, and what is kept of who was.
    func snapshot() -> WorkerSnapshot {
        var counters = retired
        var snapshots: [HostedBroadcastSnapshot] = []
        for hosted in broadcasts.values {
            let statistics = hosted.broadcast.statistics(now: now)
            counters.add(statistics, isCopy: hosted.isCopy)
            snapshots.append(HostedBroadcastSnapshot(hosted, statistics))
        }
        counters.add(pipeDrops: writers.reduce(0) { $0 + $1.dropped })
        for peer in peers.values {
            counters.add(peer.session.transport.statistics)
            if let subscriber = peer.subscriber { counters.add(subscriber.statistics) }
            if case .uplink(let uplink) = peer { counters.add(uplink.drops) }
        }
        if let port { counters.add(port.statistics) }
        // A gap counts as lost until it is filled; a total must not run backwards when it is.
        highestLost = max(highestLost, counters.totals.lost)
        var totals = counters.totals
        totals.lost = highestLost
        return WorkerSnapshot(
            index: index,
            peers: peers.count,
            traffic: counters.traffic,
            sends: Sends(loop.sendStatistics),
            checksAnswered: port.map { $0.statistics.checksAnswered + $0.statistics.checksRefused } ?? 0,
            drops: counters.drops,
            totals: totals,
            broadcasts: snapshots
        )
    }
}

/// Totals of peers and broadcasts, present or gone, so that a worker's counters never run backwards.
struct RetiredCounters {
    private(set) var traffic = Traffic()
    private(set) var totals = TrackTotals()
    private(set) var drops: [String: UInt64] = [:]

    /// Adds what a transport counted.
    mutating func add(_ transport: TransportStatistics) {
        traffic.packetsIn += transport.packetsReceived
        traffic.packetsOut += transport.packetsSent
        traffic.bytesIn += transport.bytesReceived
        traffic.bytesOut += transport.bytesSent
        for (reason, count) in transport.drops where count > 0 { drops[reason, default: 0] += count }
    }

    /// Adds what came to a shared port and reached nobody.
    mutating func add(_ port: MediaPortStatistics) {
        for (reason, count) in port.drops where count > 0 { drops[reason, default: 0] += count }
    }

    /// Adds what a broadcast's tracks counted. What a copy sees of the publisher, its source has counted.
    mutating func add(_ broadcast: BroadcastStatistics, isCopy: Bool) {
        guard !isCopy else { return }
        add(broadcast.drops)
        for track in broadcast.tracks {
            totals.lost += track.lost
            totals.keyframeRequests += track.pictureLossIndications + track.fullIntraRequests
            add(track.drops)
        }
    }

    /// Adds packets that found a pipe to another worker full.
    mutating func add(pipeDrops count: UInt64) {
        if count > 0 { drops["pipe_full", default: 0] += count }
    }

    /// Adds what a subscription counted.
    mutating func add(_ subscriptions: [SubscriptionStatistics]) {
        for subscription in subscriptions {
            totals.retransmissions += subscription.resentPackets
            add(subscription.drops)
        }
    }

    /// Adds packets that were dropped.
    mutating func add(_ counts: DropCounts) {
        for reason in DropReason.allCases where counts[reason] > 0 {
            drops[reason.name, default: 0] += counts[reason]
        }
    }
}

extension Sends {
    init(_ statistics: SendStatistics) {
        self.init(
            messages: statistics.messages, calls: statistics.calls, unsegmented: statistics.unsegmented
        )
    }
}

extension DropReason {
    /// The case's name in snake case, as metrics want it.
    var name: String {
        var name = ""
        for character in "\(self)" {
            if character.isUppercase { name += "_" }
            name += character.lowercased()
        }
        return name
    }
}

extension HostedBroadcastSnapshot {
    init(_ hosted: HostedBroadcast, _ statistics: BroadcastStatistics) {
        key = hosted.key
        isReplica = hosted.inlet != nil
        publisher = hosted.current?.session.id
        isLive = hosted.isLive
        subscribers = hosted.subscriberCount
        tracks = hosted.programme != nil ? [] : statistics.tracks.map { TrackSnapshot($0) }
    }
}

extension TrackSnapshot {
    init(_ track: TrackStatistics) {
        kind = track.kind == .video ? "video" : "audio"
        codec = track.codec.encodingName
        bitrate = Int(clamping: track.bitrate)
        packets = track.packets
        bytes = track.bytes
        lost = track.lost
        recovered = track.recovered
        keyframes = track.keyframes
        keyframeRequests = track.pictureLossIndications + track.fullIntraRequests
    }
}

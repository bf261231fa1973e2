// SPDX-License-Identifier: Apache-2.0

/// The media plane's figures at one moment.
public struct RelayStatistics: Sendable {
    /// One for each worker, by index.
    public var workers: [WorkerSnapshot]

    /// All broadcasts, over all workers, in no particular order.
    ///
    /// Each once, as its home sees it, with the subscribers of all workers.
    public var broadcasts: [HostedBroadcastSnapshot] {
        let all = workers.flatMap(\.broadcasts)
        var elsewhere: [BroadcastKey: Int] = [:]
        for replica in all where replica.isReplica {
            elsewhere[replica.key, default: 0] += replica.subscribers
        }
        return all.filter { !$0.isReplica }.map { home in
            var whole = home
            whole.subscribers += elsewhere[home.key] ?? 0
            return whole
        }
    }
}

/// One worker's figures. Totals include peers and broadcasts that are gone.
public struct WorkerSnapshot: Sendable {
    /// The worker's number, from 0.
    public var index: Int
    /// Peers now, connected or about to be.
    public var peers: Int
    /// Datagrams and bytes of UDP payload, in and out, media only.
    public var traffic: Traffic
    /// What was handed to the kernel.
    public var sends: Sends
    /// Connectivity checks answered on the worker's shared port, by success or error; 0 without one.
    public var checksAnswered: UInt64
    /// Drops by reason, in snake case; a closed set.
    public var drops: [String: UInt64]
    /// What the tracks of its broadcasts count.
    public var totals: TrackTotals
    /// Its broadcasts.
    public var broadcasts: [HostedBroadcastSnapshot]
}

/// One broadcast's figures.
public struct HostedBroadcastSnapshot: Sendable {
    /// Its name.
    public var key: BroadcastKey
    /// Whether its publisher lives on another worker: tracks and figures of arrival stand there.
    public var isReplica: Bool
    /// The peer that publishes it now.
    public var publisher: PeerID?
    /// Whether media of that peer arrives.
    public var isLive: Bool
    /// Subscribers that were answered and have not ended.
    public var subscribers: Int
    /// Its tracks, in slot order; none of a programme, which are those of what is on air.
    public var tracks: [TrackSnapshot]
}

/// One track's figures.
public struct TrackSnapshot: Sendable {
    /// `audio` or `video`.
    public var kind: String
    /// The codec's name as in SDP.
    public var codec: String
    /// Bits per second in the last second or so.
    public var bitrate: Int
    /// RTP packets received.
    public var packets: UInt64
    /// RTP bytes received.
    public var bytes: UInt64
    /// Packets that never came.
    public var lost: UInt64
    /// Packets that came by retransmission.
    public var recovered: UInt64
    /// Keyframes seen.
    public var keyframes: UInt64
    /// Keyframe requests sent.
    public var keyframeRequests: UInt64
}

/// How a worker's datagrams reached the kernel.
public struct Sends: Sendable, Equatable {
    /// Messages that they left in: fewer than datagrams where the kernel segments (`UDP_SEGMENT`).
    public var messages: UInt64
    /// System calls.
    public var calls: UInt64
    /// Messages of several datagrams that left one by one, since the kernel or the path does not segment.
    public var unsegmented: UInt64
}

/// Packets and bytes of media.
public struct Traffic: Sendable, Equatable {
    /// Authenticated packets received.
    public var packetsIn: UInt64 = 0
    /// Packets sent.
    public var packetsOut: UInt64 = 0
    /// Bytes of the packets received.
    public var bytesIn: UInt64 = 0
    /// Bytes of the packets sent.
    public var bytesOut: UInt64 = 0
}

/// What tracks count, summed over several.
public struct TrackTotals: Sendable, Equatable {
    /// RTP packets that never arrived from publishers.
    public var lost: UInt64 = 0
    /// RTP packets sent again at a subscriber's request.
    public var retransmissions: UInt64 = 0
    /// Keyframe requests to publishers.
    public var keyframeRequests: UInt64 = 0
}

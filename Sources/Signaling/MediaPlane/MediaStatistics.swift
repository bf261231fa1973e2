// SPDX-License-Identifier: Apache-2.0

/// What the media plane counts, gathered at one moment. All totals are since the program's start.
public struct MediaStatistics: Sendable {
    /// Every broadcast that has a publisher or viewers, in no particular order.
    public var broadcasts: [BroadcastStatistics]
    /// One entry a worker, by index.
    public var workers: [WorkerStatistics]
    /// The whole process.
    public var process: ProcessStatistics

    /// The three parts.
    public init(
        broadcasts: [BroadcastStatistics] = [],
        workers: [WorkerStatistics] = [],
        process: ProcessStatistics = ProcessStatistics()
    ) {
        self.broadcasts = broadcasts
        self.workers = workers
        self.process = process
    }
}

/// One broadcast's figures.
public struct BroadcastStatistics: Sendable {
    /// Which broadcast.
    public var id: BroadcastID
    /// Whether its publisher's media arrives.
    public var live: Bool
    /// The publisher's session, if there is one.
    public var session: SessionID?
    /// Connected viewers.
    public var viewers: Int
    /// Its tracks, in slot order.
    public var tracks: [TrackStatistics]

    /// The figures of the broadcast `id`.
    public init(
        id: BroadcastID,
        live: Bool,
        session: SessionID? = nil,
        viewers: Int = 0,
        tracks: [TrackStatistics] = []
    ) {
        self.id = id
        self.live = live
        self.session = session
        self.viewers = viewers
        self.tracks = tracks
    }
}

/// One inbound track's figures.
public struct TrackStatistics: Sendable {
    /// `audio` or `video`.
    public var kind: String
    /// The codec's encoding name as in SDP, e.g. `opus`, `VP8`.
    public var codec: String
    /// What arrived in the last second or so, in bits per second.
    public var bitrate: Int
    /// RTP packets received, retransmissions included.
    public var packets: UInt64
    /// RTP bytes received.
    public var bytes: UInt64
    /// Packets that never came, also not by retransmission.
    public var lost: UInt64
    /// Packets that came by retransmission.
    public var recovered: UInt64
    /// Keyframes seen (video).
    public var keyframes: UInt64
    /// Keyframe requests sent to the publisher.
    public var keyframeRequests: UInt64

    /// The figures of one track.
    public init(
        kind: String,
        codec: String,
        bitrate: Int = 0,
        packets: UInt64 = 0,
        bytes: UInt64 = 0,
        lost: UInt64 = 0,
        recovered: UInt64 = 0,
        keyframes: UInt64 = 0,
        keyframeRequests: UInt64 = 0
    ) {
        self.kind = kind
        self.codec = codec
        self.bitrate = bitrate
        self.packets = packets
        self.bytes = bytes
        self.lost = lost
        self.recovered = recovered
        self.keyframes = keyframes
        self.keyframeRequests = keyframeRequests
    }
}

/// One worker's figures.
public struct WorkerStatistics: Sendable {
    /// The worker's number, from 0.
    public var index: Int
    /// Peers on it now.
    public var peers: Int
    /// Datagrams received.
    public var packetsIn: UInt64
    /// Datagrams sent.
    public var packetsOut: UInt64
    /// UDP payload bytes received.
    public var bytesIn: UInt64
    /// UDP payload bytes sent.
    public var bytesOut: UInt64
    /// RTP packets lost on their way from publishers, for good.
    public var lost: UInt64
    /// RTP packets sent again on a viewer's request.
    public var retransmissions: UInt64
    /// Keyframe requests sent to publishers.
    public var keyframeRequests: UInt64
    /// Dropped packets by reason; the reasons are a closed set of lower-case words with underscores.
    public var drops: [String: UInt64]

    /// The figures of the worker `index`.
    public init(
        index: Int,
        peers: Int = 0,
        packetsIn: UInt64 = 0,
        packetsOut: UInt64 = 0,
        bytesIn: UInt64 = 0,
        bytesOut: UInt64 = 0,
        lost: UInt64 = 0,
        retransmissions: UInt64 = 0,
        keyframeRequests: UInt64 = 0,
        drops: [String: UInt64] = [:]
    ) {
        self.index = index
        self.peers = peers
        self.packetsIn = packetsIn
        self.packetsOut = packetsOut
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        self.lost = lost
        self.retransmissions = retransmissions
        self.keyframeRequests = keyframeRequests
        self.drops = drops
    }
}

/// The process's own figures; 0 where the system doesn't tell.
public struct ProcessStatistics: Sendable {
    /// Resident memory in bytes.
    public var residentBytes: UInt64
    /// Open file descriptors.
    public var openDescriptors: Int
    /// The limit of open file descriptors.
    public var descriptorLimit: Int
    /// Threads.
    public var threads: Int
    /// Processor time used, user and system, in seconds.
    public var processorSeconds: Double

    /// The process's figures.
    public init(
        residentBytes: UInt64 = 0,
        openDescriptors: Int = 0,
        descriptorLimit: Int = 0,
        threads: Int = 0,
        processorSeconds: Double = 0
    ) {
        self.residentBytes = residentBytes
        self.openDescriptors = openDescriptors
        self.descriptorLimit = descriptorLimit
        self.threads = threads
        self.processorSeconds = processorSeconds
    }
}

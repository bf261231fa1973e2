// SPDX-License-Identifier: Apache-2.0

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
    /// Messages that the datagrams left in: fewer than those where the kernel segments.
    public var sentMessages: UInt64
    /// System calls that sent them.
    public var sendCalls: UInt64
    /// Messages of several datagrams that left one by one, since the kernel or the path does not segment.
    public var unsegmentedMessages: UInt64
    /// RTP packets lost on their way from publishers, for good.
    public var lost: UInt64
    /// RTP packets sent again on a viewer's request.
    public var retransmissions: UInt64
    /// Keyframe requests sent to publishers.
    public var keyframeRequests: UInt64
    /// Connectivity checks (STUN) answered on the port that the worker's peers share.
    public var checksAnswered: UInt64
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
        sentMessages: UInt64 = 0,
        sendCalls: UInt64 = 0,
        unsegmentedMessages: UInt64 = 0,
        lost: UInt64 = 0,
        retransmissions: UInt64 = 0,
        keyframeRequests: UInt64 = 0,
        checksAnswered: UInt64 = 0,
        drops: [String: UInt64] = [:]
    ) {
        self.index = index
        self.peers = peers
        self.packetsIn = packetsIn
        self.packetsOut = packetsOut
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        self.sentMessages = sentMessages
        self.sendCalls = sendCalls
        self.unsegmentedMessages = unsegmentedMessages
        self.lost = lost
        self.retransmissions = retransmissions
        self.keyframeRequests = keyframeRequests
        self.checksAnswered = checksAnswered
        self.drops = drops
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What one ``PeerTransport`` counted. Plain numbers that only grow.
public struct TransportStatistics: Sendable {
    /// Authentic RTP packets received.
    public internal(set) var rtpReceived: UInt64 = 0
    /// Authentic RTCP compounds received.
    public internal(set) var rtcpReceived: UInt64 = 0
    /// Bytes of both, as datagrams without IP and UDP headers.
    public internal(set) var bytesReceived: UInt64 = 0
    /// RTP packets handed to the kernel, or about to be at the end of the wake-up.
    public internal(set) var rtpSent: UInt64 = 0
    /// RTCP compounds, likewise.
    public internal(set) var rtcpSent: UInt64 = 0
    /// Bytes of both, as datagrams.
    public internal(set) var bytesSent: UInt64 = 0
    /// Datagrams that went nowhere, in and out.
    public internal(set) var drops = TransportDrops()

    /// Everything 0.
    public init() {}

    /// Authentic media packets received, RTP and RTCP.
    public var packetsReceived: UInt64 { rtpReceived &+ rtcpReceived }
    /// Media packets sent, RTP and RTCP.
    public var packetsSent: UInt64 { rtpSent &+ rtcpSent }
}

/// A count for each ``TransportDropReason``, in fixed storage. Iterates over all reasons, by label.
public struct TransportDrops: Sendable, Sequence {
    private var counts = InlineArray<12, UInt64>(repeating: 0)

    /// Everything 0.
    public init() {}

    /// Datagrams dropped for `reason`.
    public internal(set) subscript(reason: TransportDropReason) -> UInt64 {
        get { counts[reason.rawValue] }
        set { counts[reason.rawValue] = newValue }
    }

    /// Datagrams dropped for any reason.
    public var total: UInt64 {
        TransportDropReason.allCases.reduce(0) { $0 &+ self[$1] }
    }

    /// Each reason's label with its count.
    public func makeIterator() -> IndexingIterator<[(reason: String, count: UInt64)]> {
        TransportDropReason.allCases.map { (reason: $0.label, count: self[$0]) }.makeIterator()
    }
}

// SPDX-License-Identifier: Apache-2.0

/// SR: what a sender has sent, and which wall time its timestamps mean (RFC 3550 §6.4.1).
public struct SenderReport: Equatable, Sendable {
    /// The stream that reports.
    public var ssrc: UInt32
    /// The wall time of this report.
    public var ntp: NTPTime
    /// The same moment in the stream's timestamps.
    public var rtpTimestamp: UInt32
    /// Packets sent since the beginning, modulo 2³².
    public var packetCount: UInt32
    /// Payload bytes sent since the beginning, modulo 2³².
    public var octetCount: UInt32
    /// What the sender receives; at most ``ReportBlock/maximumCount`` are written.
    public var reports: [ReportBlock]

    /// A report of these values.
    public init(
        ssrc: UInt32, ntp: NTPTime, rtpTimestamp: UInt32, packetCount: UInt32, octetCount: UInt32,
        reports: [ReportBlock] = []
    ) {
        self.ssrc = ssrc
        self.ntp = ntp
        self.rtpTimestamp = rtpTimestamp
        self.packetCount = packetCount
        self.octetCount = octetCount
        self.reports = reports
    }

    /// Reads the report at the start of `packet`; extensions of a profile after the blocks are passed over.
    public init(parsing packet: Span<UInt8>) throws(RTCPError) {
        let (end, count) = try RTCPHeader.end(of: packet, type: RTCPType.senderReport, atLeast: 28)
        ssrc = packet.uint32(at: 4)
        ntp = NTPTime(bits: packet.uint64(at: 8))
        rtpTimestamp = packet.uint32(at: 16)
        packetCount = packet.uint32(at: 20)
        octetCount = packet.uint32(at: 24)
        reports = try ReportBlock.blocks(in: packet, at: 28, count: count, end: end)
    }

    /// Appends the report.
    public func write(into bytes: inout [UInt8]) {
        let blocks = reports.prefix(ReportBlock.maximumCount)
        bytes.appendRTCP(type: RTCPType.senderReport, format: UInt8(blocks.count)) { bytes in
            bytes.append(ssrc)
            bytes.append(ntp.bits)
            bytes.append(rtpTimestamp)
            bytes.append(packetCount)
            bytes.append(octetCount)
            for block in blocks { block.write(into: &bytes) }
        }
    }
}

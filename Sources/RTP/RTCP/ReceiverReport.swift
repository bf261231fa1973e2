// SPDX-License-Identifier: Apache-2.0

/// RR: how streams arrive at a receiver that sends none (RFC 3550 §6.4.2).
public struct ReceiverReport: Equatable, Sendable {
    /// The receiver that reports.
    public var ssrc: UInt32
    /// What it receives; at most ``ReportBlock/maximumCount`` are written.
    public var reports: [ReportBlock]

    /// A report of these values. Without blocks it is the empty RR that opens a compound (RFC 3550 §6.1).
    public init(ssrc: UInt32, reports: [ReportBlock] = []) {
        self.ssrc = ssrc
        self.reports = reports
    }

    /// Reads the report at the start of `packet`; extensions of a profile after the blocks are passed over.
    public init(parsing packet: Span<UInt8>) throws(RTCPError) {
        let (end, count) = try RTCPHeader.end(of: packet, type: RTCPType.receiverReport, atLeast: 8)
        ssrc = packet.uint32(at: 4)
        reports = try ReportBlock.blocks(in: packet, at: 8, count: count, end: end)
    }

    /// Appends the report.
    public func write(into bytes: inout [UInt8]) {
        let blocks = reports.prefix(ReportBlock.maximumCount)
        bytes.appendRTCP(type: RTCPType.receiverReport, format: UInt8(blocks.count)) { bytes in
            bytes.append(ssrc)
            for block in blocks { block.write(into: &bytes) }
        }
    }
}

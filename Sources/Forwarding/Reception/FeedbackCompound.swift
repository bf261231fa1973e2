// SPDX-License-Identifier: Apache-2.0

import RTP

/// Gathers the feedback of one moment in as few RTCP compounds as it takes.
///
/// Each begins with a receiver report and our name, as RFC 3550 §6.1 wants it; not every publisher takes
/// reduced-size RTCP, which ``addAlone(_:)`` makes.
struct FeedbackCompound {
    private let ssrc: UInt32
    private(set) var finished: [[UInt8]] = []
    private var open: [UInt8] = []

    /// An empty compound from `ssrc`. Nothing is allocated until something is added.
    init(ssrc: UInt32) {
        self.ssrc = ssrc
    }

    /// Adds report blocks; first of all, so that they go into the report that is there anyway.
    mutating func add(_ reports: [ReportBlock]) {
        guard !reports.isEmpty else { return }
        close()
        begin(reports)
    }

    /// Adds one packet.
    mutating func add(_ write: (inout [UInt8]) -> Void) {
        var packet: [UInt8] = []
        write(&packet)
        if !open.isEmpty, open.count + packet.count > Limits.compoundBytes { close() }
        if open.isEmpty { begin([]) }
        open += packet
    }

    /// Adds one packet that leaves without report and name (RFC 5506 §3.4.1), if that was negotiated.
    mutating func addAlone(_ write: (inout [UInt8]) -> Void) {
        var packet: [UInt8] = []
        write(&packet)
        finished.append(packet)
    }

    /// Ends the last compound.
    mutating func close() {
        guard !open.isEmpty else { return }
        finished.append(open)
        open.removeAll(keepingCapacity: true)
    }

    private mutating func begin(_ reports: [ReportBlock]) {
        ReceiverReport(ssrc: ssrc, reports: reports).write(into: &open)
        SourceDescription(ssrc: ssrc, cname: "longwave-" + String(ssrc, radix: 16)).write(into: &open)
    }
}

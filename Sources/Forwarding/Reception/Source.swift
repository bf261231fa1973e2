// SPDX-License-Identifier: Apache-2.0

import RTP

/// One SSRC's stream as it arrives: what is missing, how it jitters, which numbers its packets get.
struct Source {
    /// Where a packet belongs.
    enum Placement: Equatable {
        /// The track's number for it.
        case number(Int64)
        case dropped(DropReason)
        /// The sender started its numbering over: make a new source of it.
        case restarted
    }

    let ssrc: UInt32
    private(set) var log: ReceiveLog
    private(set) var nacks = NACKGenerator()
    private(set) var jitter: JitterEstimator
    var capture: CaptureClock
    var reporter = ReceiverReporter()
    var pictures = PictureIdentityReader()
    /// Whether a gap was too wide to be asked for since this was last cleared.
    var isBeyondRepair = false
    /// Packets that came after they were asked for.
    private(set) var recovered: UInt64 = 0
    private var numbering: PacketNumbering
    private let asks: Bool

    /// A source whose first packet has `sequenceNumber`, and gets `number` unless it is `unfit` to be sent on.
    init(
        ssrc: UInt32, sequenceNumber: UInt16, number: Int64, unfit: Bool, configuration: TrackConfiguration
    ) {
        self.ssrc = ssrc
        log = ReceiveLog(first: sequenceNumber)
        numbering = PacketNumbering(first: log.first, number: number)
        if unfit { numbering.close(log.first) }
        jitter = JitterEstimator(clockRate: configuration.clockRate)
        capture = CaptureClock(clockRate: configuration.clockRate)
        asks = configuration.feedback.contains(.nack)
    }

    /// Packets that neither came nor were filled in so far.
    var lost: UInt64 { log.expected &- log.received }

    /// Packets that came without being asked for: what the publisher's reports are about.
    var received: UInt64 { log.received &- recovered }

    /// Places the packet `sequenceNumber`; `unfit` says why its content is not worth sending on, if it isn't.
    mutating func place(
        _ sequenceNumber: UInt16, unfit: DropReason?, isRetransmission: Bool, now: MonotonicTime
    ) -> Placement {
        switch log.record(sequenceNumber) {
        case .ahead(let sequence, let missing):
            note(missing, now: now)
            if let unfit {
                numbering.close(sequence)
                return .dropped(unfit)
            }
            return numbered(sequence)
        case .late(let sequence):
            if nacks.received(sequence, now: now) { recovered += 1 }
            // Its place can't be closed any more, so even an empty packet is sent on to fill it.
            return numbered(sequence)
        case .duplicate: return .dropped(.duplicate)
        case .tooOld: return .dropped(.tooOld)
        case .jump: return .dropped(.sequenceJump)
        case .restarted: return isRetransmission ? .dropped(.sequenceJump) : .restarted
        }
    }

    /// Notes the timing of a packet that came on its own.
    mutating func noteTiming(_ timestamp: UInt32, arrival: MonotonicTime, isNewest: Bool) {
        jitter.record(timestamp: timestamp, at: arrival)
        if isNewest { capture.record(timestamp: timestamp, at: arrival) }
    }

    /// The numbers to ask for now.
    mutating func missing(now: MonotonicTime) -> [UInt16] {
        guard nacks.count > 0 else { return [] }
        var due: [UInt16] = []
        nacks.poll(now: now, due: &due)
        return due
    }

    /// The report block for now.
    mutating func report(now: MonotonicTime) -> ReportBlock {
        reporter.block(ssrc: ssrc, log: log, received: received, jitter: jitter.jitter, now: now)
    }

    private func numbered(_ sequence: Int64) -> Placement {
        guard let number = numbering.number(of: sequence) else { return .dropped(.tooOld) }
        return .number(number)
    }

    private mutating func note(_ missing: Range<Int64>, now: MonotonicTime) {
        guard asks, !missing.isEmpty else { return }
        if !nacks.note(missing, now: now) { isBeyondRepair = true }
    }
}

// SPDX-License-Identifier: Apache-2.0

import RTP

/// One subscription's numbers: sequence, timestamp and pictures, joined to whatever source the track has.
struct EgressNumbering {
    /// What holds for packets that are sent now.
    private(set) var current = Splice()
    private var sequence: SequenceRewriter
    private var timestamp: TimestampRewriter
    private var picture = PictureIdentityRewriter()
    private var history = SpliceHistory()

    /// Numbers that begin as `configuration` says.
    init(_ configuration: SubscriptionConfiguration) {
        sequence = SequenceRewriter(first: configuration.firstSequence)
        timestamp = TimestampRewriter(first: configuration.firstTimestamp)
    }

    /// Begins or continues with `packet`. Within one source only the sequence closes up: time and pictures go on.
    /// `newSourceClockRate` says that the source is another, and how its timestamps run.
    mutating func splice(at packet: MediaPacket, newSourceClockRate: UInt32?) {
        sequence.splice(at: packet.number)
        if let newSourceClockRate {
            timestamp.splice(at: packet.timestamp, arrival: packet.arrival, clockRate: newSourceClockRate)
            picture.splice(at: packet.picture)
        }
        current = Splice(
            first: packet.number, sequence: sequence.offset, timestamp: timestamp.offset,
            picture: picture.offsets
        )
        history.add(current)
    }

    /// Notes that `packet` was sent for the first time.
    @inline(__always)
    mutating func note(_ packet: borrowing MediaPacket) {
        guard sequence.note(packet.number) else { return }
        timestamp.note(packet.timestamp, arrival: packet.arrival)
        picture.note(packet.picture)
    }

    /// The track's packet that was sent as `sequenceNumber`, and the splice that held then; nil if none was, or it is
    /// too long ago.
    func sent(_ sequenceNumber: UInt16) -> (sequence: Int64, splice: Splice)? {
        guard let sequence = sequence.extend(sequenceNumber),
            let splice = history.splice(forSequence: sequence)
        else { return nil }
        return (sequence, splice)
    }
}

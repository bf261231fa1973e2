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
    init(_ configuration: SubscriptionConfiguration, clockRate: UInt32) {
        sequence = SequenceRewriter(first: configuration.firstSequence)
        timestamp = TimestampRewriter(first: configuration.firstTimestamp, clockRate: clockRate)
    }

    /// Begins or continues with `packet`. Within one source only the sequence closes up: time and pictures go on.
    mutating func splice(at packet: MediaPacket, isNewSource: Bool) {
        sequence.splice(at: packet.number)
        if isNewSource {
            timestamp.splice(at: packet.timestamp, arrival: packet.arrival)
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

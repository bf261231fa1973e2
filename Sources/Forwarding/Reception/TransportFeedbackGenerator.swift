// SPDX-License-Identifier: Apache-2.0

import RTP

/// Tells a publisher each 100 ms when its packets arrived
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3).
///
/// Remembers ``Limits/transportArrivals`` packets in fixed storage. A packet that comes after its loss was reported is
/// reported again, together with what lies around it.
struct TransportFeedbackGenerator {
    private struct Arrival {
        var sequence: Int64 = .min
        var moment = MonotonicTime(nanoseconds: 0)
    }

    private var arrivals: [Arrival] = []
    private var sequences = SequenceUnwrapper()
    /// The first number that no feedback has covered; nil before the first packet.
    private var uncovered: Int64?
    /// The lowest number that arrived since the last feedback.
    private var lowestNew: Int64?
    private var due: MonotonicTime?
    private var feedbackCount: UInt8 = 0

    /// Notes a packet's arrival, whatever it carries.
    mutating func record(_ sequenceNumber: UInt16, at arrival: MonotonicTime) {
        if arrivals.isEmpty { arrivals = [Arrival](repeating: Arrival(), count: Limits.transportArrivals) }
        let sequence = sequences.unwrap(sequenceNumber)
        guard sequence >= oldest else { return }
        arrivals[place(sequence)] = Arrival(sequence: sequence, moment: arrival)
        lowestNew = min(lowestNew ?? sequence, sequence)
        if due == nil { due = arrival.advanced(milliseconds: Limits.transportFeedbackMilliseconds) }
    }

    /// The feedback that is due: none, or as many messages as it takes.
    mutating func poll(senderSSRC: UInt32, mediaSSRC: UInt32, now: MonotonicTime) -> [TransportFeedback] {
        guard let due, now >= due, let lowestNew, let highest = sequences.highest else { return [] }
        let first = max(min(uncovered ?? lowestNew, lowestNew), oldest)
        self.due = nil
        self.lowestNew = nil
        uncovered = highest + 1
        return build(first...highest, senderSSRC: senderSSRC, mediaSSRC: mediaSSRC)
    }

    private mutating func build(
        _ range: ClosedRange<Int64>, senderSSRC: UInt32, mediaSSRC: UInt32
    ) -> [TransportFeedback] {
        var messages: [TransportFeedback] = []
        var builder = makeBuilder(senderSSRC, mediaSSRC)
        for sequence in range {
            let number = UInt16(truncatingIfNeeded: sequence)
            if builder.append(number, arrival: arrival(sequence)) { continue }
            if let message = builder.build() { messages.append(message) }
            builder = makeBuilder(senderSSRC, mediaSSRC)
            // An empty one has room for any packet.
            _ = builder.append(number, arrival: arrival(sequence))
        }
        if let message = builder.build() { messages.append(message) }
        return messages
    }

    private mutating func makeBuilder(_ senderSSRC: UInt32, _ mediaSSRC: UInt32) -> TransportFeedbackBuilder {
        defer { feedbackCount &+= 1 }
        return TransportFeedbackBuilder(
            senderSSRC: senderSSRC, mediaSSRC: mediaSSRC, feedbackCount: feedbackCount
        )
    }

    /// The lowest number that is still remembered.
    private var oldest: Int64 { (sequences.highest ?? 0) - Int64(Limits.transportArrivals) + 1 }

    private func arrival(_ sequence: Int64) -> MonotonicTime? {
        let arrival = arrivals[place(sequence)]
        return arrival.sequence == sequence ? arrival.moment : nil
    }

    private func place(_ sequence: Int64) -> Int {
        Int(truncatingIfNeeded: sequence) & (Limits.transportArrivals - 1)
    }
}

// SPDX-License-Identifier: Apache-2.0

import RTP

/// Maps our clock to the RTP timestamps of one source: which timestamp is being captured at a given moment.
///
/// From the publisher's sender reports, once there is one. Until then from arrivals: the packet that was under way
/// the shortest sets it.
struct CaptureClock {
    private struct Report {
        var ntp: NTPTime
        var timestamp: UInt32
        var epoch: Int
    }

    /// Later than expected by more than this, in nanoseconds, is a leap of the timestamps and not delay.
    private static let leap: Int64 = 1_000_000_000

    private let clockRate: UInt32
    private var report: Report?
    private var earliest: (timestamp: UInt32, moment: MonotonicTime)?

    /// A clock of `clockRate` ticks per second that knows nothing yet.
    init(clockRate: UInt32) {
        self.clockRate = clockRate
    }

    /// Which kind of knowledge ``timestamp(at:publisher:)`` rests on; subscribers are told at once when it changes.
    func source(publisher: PublisherClock) -> Int {
        guard let report, report.epoch == publisher.epoch else { return -1 }
        return report.epoch
    }

    /// Takes in a sender report (RFC 3550 §6.4.1), after `publisher` has.
    mutating func record(_ ntp: NTPTime, timestamp: UInt32, publisher: PublisherClock) {
        report = Report(ntp: ntp, timestamp: timestamp, epoch: publisher.epoch)
    }

    /// Takes in the arrival of a packet that is neither late nor a retransmission.
    mutating func record(timestamp: UInt32, at arrival: MonotonicTime) {
        guard let known = earliest else {
            earliest = (timestamp, arrival)
            return
        }
        let ticks = Int64(Int32(bitPattern: timestamp &- known.timestamp))
        let expected = known.moment.nanoseconds &+ ticks * 1_000_000_000 / Int64(max(clockRate, 1))
        let delay = arrival.nanoseconds &- expected
        // Earlier than thought, or a leap: believe it. Later: give way a little, or a slow clock is never followed.
        let isNews = delay < 0 || delay > Self.leap
        let moment = isNews ? arrival.nanoseconds : expected &+ min(delay / 256, 50_000)
        earliest = (timestamp, MonotonicTime(nanoseconds: moment))
    }

    /// The source's timestamp at `now`; nil if nothing is known.
    func timestamp(at now: MonotonicTime, publisher: PublisherClock) -> UInt32? {
        if let report, report.epoch == publisher.epoch, let moment = publisher.moment(of: report.ntp) {
            return report.timestamp &+ ticks(from: moment, to: now)
        }
        guard let earliest else { return nil }
        return earliest.timestamp &+ ticks(from: earliest.moment, to: now)
    }

    private func ticks(from start: MonotonicTime, to end: MonotonicTime) -> UInt32 {
        MediaTicks.of(nanoseconds: end.nanoseconds &- start.nanoseconds, clockRate: clockRate)
    }
}

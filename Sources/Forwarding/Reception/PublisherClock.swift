// SPDX-License-Identifier: Apache-2.0

import RTP

/// How a publisher's wall clock relates to ours: one offset for all tracks of a publication, so that their
/// timestamps stay in step whatever the publisher's clock does (RFC 3550 §6.4.1, NTP timestamp).
///
/// The first sender report sets it. Later ones move it slowly, since each is late by what the network added; so a clock
/// that runs fast is followed, and jitter is not. The tracks of a publication share one.
final class PublisherClock {
    /// The part of a difference that one report corrects.
    private static let smoothing: Int64 = 16
    /// The most that one report corrects, in nanoseconds: two tracks reported one after the other differ by less.
    private static let largestStep: Int64 = 1_000_000
    /// A larger difference means that the publisher's clock was set, in nanoseconds.
    private static let clockSet: UInt64 = 500_000_000

    private var anchor: NTPTime?
    private var anchorMoment = MonotonicTime(nanoseconds: 0)
    /// Counts the times that the publisher's clock was set; what was noted before means nothing after.
    private(set) var epoch = 0

    /// Takes in a sender report's NTP timestamp.
    func record(_ ntp: NTPTime, at arrival: MonotonicTime) {
        guard let moment = moment(of: ntp) else {
            anchor = ntp
            anchorMoment = arrival
            return
        }
        let difference = arrival.nanoseconds &- moment.nanoseconds
        if difference.magnitude > Self.clockSet {
            anchor = ntp
            anchorMoment = arrival
            epoch += 1
        } else {
            anchorMoment.nanoseconds &+= min(
                max(difference / Self.smoothing, -Self.largestStep), Self.largestStep)
        }
    }

    /// The moment on our clock at which the publisher's read `ntp`; nil before the first report.
    func moment(of ntp: NTPTime) -> MonotonicTime? {
        guard let anchor else { return nil }
        return MonotonicTime(nanoseconds: anchorMoment.nanoseconds &+ ntp.nanoseconds(since: anchor))
    }
}

// SPDX-License-Identifier: Apache-2.0

import RTP

/// A few of a track's subscriptions, side by side and unchanging.
///
/// The fan-out goes through rows and not through the track's own array, because what is reached through a constant needs no
/// reference counting: that is a quarter of the cost of a packet and subscription.
final class SubscriptionRow {
    private let seats: InlineArray<32, Subscription?>
    /// What the packets of each seat touch.
    private let footprints: InlineArray<32, Footprint>

    /// Subscriptions that fit a row.
    static let capacity = 32

    /// A row of these, at most ``capacity``.
    init(_ subscriptions: ArraySlice<Subscription>) {
        seats = InlineArray { seat in
            seat < subscriptions.count ? subscriptions[subscriptions.startIndex + seat] : nil
        }
        footprints = InlineArray { seat in
            seat < subscriptions.count
                ? subscriptions[subscriptions.startIndex + seat].footprint : Footprint()
        }
    }

    /// The rows that seat all of `subscriptions`, in order.
    static func rows(of subscriptions: [Subscription]) -> [SubscriptionRow] {
        stride(from: 0, to: subscriptions.count, by: capacity).map { start in
            SubscriptionRow(subscriptions[start..<min(start + capacity, subscriptions.count)])
        }
    }

    /// Forwards `packets`, whose ranges lie in `bytes`, to each.
    ///
    /// Between two bursts others use the processor's cache. What one seat's packets touch is fetched again while those of
    /// the seat before are encrypted.
    func forward(
        _ packets: Span<MediaPacket>, bytes: inout MutableSpan<UInt8>, absSendTime: UInt32,
        head: inout PacketHead
    ) {
        for seat in seats.indices {
            guard let subscription = seats[seat] else { return }
            if seat + 1 < Self.capacity { subscription.sink.prefetch(footprints[seat + 1]) }
            for index in packets.indices {
                subscription.forward(packets[index], bytes: &bytes, absSendTime: absSendTime, head: &head)
            }
        }
    }
}

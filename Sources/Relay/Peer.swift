// SPDX-License-Identifier: Apache-2.0

import SDP

/// One peer of a worker.
enum Peer {
    case publisher(Publisher)
    /// A publisher of several broadcasts.
    case uplink(Uplink)
    case subscriber(Subscriber)
    /// A viewer that was made a counter-offer and has not answered it.
    case undecided(Undecided)
    /// A subscriber to which we make the offers.
    case receiver(Receiver)

    var session: PeerSession {
        switch self {
        case .publisher(let publisher): publisher.session
        case .uplink(let uplink): uplink.session
        case .subscriber(let subscriber): subscriber.session
        case .undecided(let undecided): undecided.session
        case .receiver(let receiver): receiver.session
        }
    }

    /// The way out to it, if it receives.
    var subscriber: Subscriber? {
        switch self {
        case .subscriber(let subscriber): subscriber
        case .receiver(let receiver): receiver.subscriber
        case .publisher, .uplink, .undecided: nil
        }
    }

    /// For log lines.
    var role: String {
        switch self {
        case .publisher, .uplink: "publisher"
        case .subscriber: "subscriber"
        case .undecided: "undecided"
        case .receiver: "receiver"
        }
    }
}

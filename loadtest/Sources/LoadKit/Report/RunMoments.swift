// SPDX-License-Identifier: Apache-2.0

/// The moments of a run that its figures are differences of.
struct RunMoments: Sendable {
    /// Before anything.
    let idle: Moment
    /// Broadcasters send, nobody watches.
    let empty: Moment
    /// Everybody has joined: the hold begins.
    let full: Moment
    /// The hold is over; broadcasters still send.
    let held: Moment
    /// What was on its way has arrived.
    let drained: Moment
    /// The server, once everybody left; nil if nobody looked.
    let gone: ServerMeter.Reading?
}

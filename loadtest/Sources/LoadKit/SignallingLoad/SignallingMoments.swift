// SPDX-License-Identifier: Apache-2.0

/// The moments of a signalling load that its figures are differences of.
struct SignallingMoments: Sendable {
    /// Before anything.
    let idle: Moment
    /// The room is open; one is there.
    let empty: Moment
    /// Everybody has been answered.
    let joined: Moment
    /// The hold begins …
    let full: Moment
    /// … and is over.
    let held: Moment
    /// The last message has come.
    let spoken: Moment
    /// The server, once everybody left; nil if nobody looked.
    let gone: ServerMeter.Reading?
}

// SPDX-License-Identifier: Apache-2.0

import RTP

/// A track's packet as all subscriptions share it: what was read from it once, and where its payload lies.
///
/// Its ranges lie in bytes that travel beside it: at first the received packet's, then the ``PacketCache``'s.
struct MediaPacket {
    /// The track's own number, from ``PacketNumbering``.
    var number: Int64
    /// When it arrived.
    var arrival: MonotonicTime
    /// Whether no later packet had arrived before it.
    var isNewest: Bool
    /// The publisher's timestamp.
    var timestamp: UInt32
    /// The marker bit.
    var marker: Bool
    /// Whether a decoder can begin here.
    var startsKeyframe: Bool
    /// Where the payload lies, without the part that `picture` writes anew.
    var payload: Range<Int>
    /// The identity of its picture, which each subscription writes in its own numbering.
    var picture: PictureIdentity
    /// The header extensions that are passed on.
    var extensions: ForwardedExtensions

    /// No packet: what an empty place of the cache holds.
    static let none = MediaPacket(
        number: .min, arrival: MonotonicTime(nanoseconds: 0), isNewest: false, timestamp: 0,
        marker: false, startsKeyframe: false, payload: 0..<0, picture: PictureIdentity(),
        extensions: ForwardedExtensions()
    )
}

// SPDX-License-Identifier: Apache-2.0

/// An offer of the relay's to a receiver.
public struct RelayOffer: Sendable, Equatable {
    /// A stream that the offer announces.
    public struct Stream: Sendable, Equatable {
        /// Its name, as in ``WantedStream/id``.
        public var id: String
        /// The m-lines of its tracks.
        public var mids: [String]
    }

    /// The offer's number, from 1; the answer must name it.
    public var revision: Int
    /// The offer as SDP text.
    public var sdp: String
    /// Names the ICE generation: the relay's user fragment.
    public var iceTag: String
    /// Whether the answer must come with new ICE credentials.
    public var restartsICE: Bool
    /// The streams that it announces, also those that the peer has agreed to before.
    public var streams: [Stream]
    /// Streams that are published and wanted but for which there is no m-line left.
    public var leftOut: [String]
}

/// What became of a receiver's wish.
struct ReceiverChange: Sendable {
    /// The offer that follows; nil if there is nothing to say, or an older one is open.
    var offer: RelayOffer?
    /// The broadcasts that the receiver is about now.
    var keys: [BroadcastKey]
}

// SPDX-License-Identifier: Apache-2.0

/// Work for the media plane, in the order in which it is to be done for each session.
enum MediaWork: Sendable {
    /// Answer a publisher's offer and tell the directory. One at a time for each session.
    case publish(SessionID, [PublishedStream], offer: [UInt8], reply: ReplyAddress)
    /// Bound what comes of these streams on a publisher's session.
    case bound(SessionID, [PublishedStream])
    /// End a publisher's session.
    case close(SessionID)
    /// Have a programme show a broadcast, and others stand by; with nothing on air it ends.
    case programme(BroadcastID, ProgrammeWish)
    /// Have a programme show nothing of these tracks of what it shows or may show.
    case programmeHeld(BroadcastID, [BroadcastID: MediaTracks])
    /// Have a client receive exactly these. Again if they are the same: a publisher is back.
    case receive(ClientID, [ReceivedStream])
    /// Close the connection on which a client receives.
    case hangUp(ClientID)
    /// Take a client's answer to an offer of ours.
    case answer(ClientID, revision: Int, sdp: [UInt8], reply: ReplyAddress)
    /// Offer anew: with new ICE credentials, or on a new connection. Without `reply` nobody asked for it.
    case restart(ClientID, fresh: Bool, reply: ReplyAddress?)
}

/// Where the reply to a request goes.
struct ReplyAddress: Hashable, Sendable {
    var connection: ConnectionID
    var id: UInt64?
}

/// An offer of ours to a client that receives.
struct SubscriptionOffer: Equatable, Sendable {
    let offer: MediaOffer
    /// Who publishes the streams of the offer, by their names.
    let userids: [String: String]
}

/// One of a client's two connections.
enum MediaSide: Hashable, Sendable {
    case publishing
    case receiving
}

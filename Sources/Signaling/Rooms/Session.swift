// SPDX-License-Identifier: Apache-2.0

/// One publisher's or viewer's session, as the control plane knows it.
struct Session: Equatable, Sendable {
    /// The session's secret name.
    let id: SessionID
    /// Who is at the other end.
    let role: Role
    /// How far it is.
    var phase = Phase.opening
    /// The local ICE ufrag: what the resource's entity tag holds. Nil until the media plane has answered.
    var iceTag: String?
    /// The broadcasts that a viewer receives; empty of a publisher.
    var playing: [BroadcastID] = []
    /// What a viewer receives by its names at the media plane, programmes too.
    var sources: [BroadcastID] = []
    /// What of it the viewer is not sent for now.
    var held: [BroadcastID: MediaTracks] = [:]
    /// What a publisher sends …
    var tracks = MediaTracks()
    /// … and whether media of it arrived.
    var isLive = false
    /// When it was asked for, on the owner's clock.
    let begun: Duration
    /// When it is given up unless it connects; nil once it has.
    var deadline: Duration?

    /// Who is at the other end.
    enum Role: Hashable, Sendable {
        /// Sends this broadcast.
        case publisher(BroadcastID)
        /// Receives what this names.
        case viewer(WatchTarget)

        /// The room in which the session lies.
        var room: String {
            switch self {
            case .publisher(let id): id.room
            case .viewer(let target): target.room
            }
        }
    }

    /// How far a session is.
    enum Phase: Hashable, Sendable {
        /// The media plane has the offer and has not answered.
        case opening
        /// The viewer was given an offer and has not answered.
        case counterOffered
        /// Offer and answer are exchanged.
        case connecting
        /// The transport stands.
        case connected
        /// A newer publisher took over; the media plane is about to end this one.
        case replaced
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A client's publishing connection: one for all that it uploads, and at times the one that replaces it.
struct Publication: Sendable {
    /// The connection on which its streams come; nil: there is none any more, and only a fresh one may follow …
    var session: SessionID?
    /// … and the one that takes over once it works.
    var successor: SessionID?
    /// Whether ``session`` works.
    var isConnected = false
    /// The number of the last offer that was accepted.
    var revision = 0
    /// The offer that is being answered.
    var pending: PendingOffer?
    /// Until when streams whose connection was lost wait for another one.
    var lostUntil: Duration?

    /// The connection that offers go to.
    var newest: SessionID? { successor ?? session }
}

/// An offer that the media plane is answering.
struct PendingOffer: Sendable {
    /// A stream of the offer, and what of it is allowed.
    struct Stream: Sendable {
        let offered: OfferedStream
        let accepted: Set<MediaKind>
    }

    let session: SessionID
    /// Whether the connection begins with this offer.
    let isNew: Bool
    let revision: Int
    let streams: [Stream]
    /// What its member may send at most by the offer's answer.
    let bandwidth: BandwidthLimits
}

/// What `pub.offer` says.
struct PublicationOffer: Sendable {
    var revision: Int
    /// The offer is a new connection's.
    var isFresh = false
    var sdp: [UInt8]
    /// Everything that is published from now on.
    var streams: [OfferedStream]
}

/// What a member says of a stream that it wants to publish.
struct OfferedStream: Sendable {
    var id: String
    /// Its m-lines: of its sound, if there is any, then of its picture.
    var mids: [String]
    var kinds: Set<MediaKind>
    var muted: Set<MediaKind> = []
    var label: String?
    var audience: Set<String>?

    /// The m-lines of these of its kinds.
    func mids(of kinds: Set<MediaKind>) -> [String] {
        let all = [MediaKind.audio, .video, .screen].filter { self.kinds.contains($0) }
        return zip(all, mids).filter { kinds.contains($0.0) }.map(\.1)
    }
}

/// What came of a stream of a `pub.offer`.
struct StreamVerdict: Equatable, Sendable {
    let streamid: String
    let accepted: Set<MediaKind>
    let refused: Set<MediaKind>
}

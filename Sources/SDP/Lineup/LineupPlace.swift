// SPDX-License-Identifier: Apache-2.0

/// One `m=` section of a ``Lineup``: what we last offered in it, and what the peer made of that.
struct LineupPlace<Source: Equatable> {
    /// A track, and the names that it goes by here.
    struct Carried {
        let source: Source
        let description: TrackDescription
        let sending: SendingTrack
        /// As the peer agreed to receive it; nil before, and if it doesn't want to.
        var agreed: MediaSection?

        /// Whether this is the track that is wanted, whatever its codec.
        func isSource(of track: WantedTrack<Source>) -> Bool {
            source == track.source && sending.streamID == track.streamID
        }
    }

    /// As offered, with the codec that it carries or last carried.
    private(set) var section: MediaSection
    /// The track that the section is for; nil if it is for none.
    private(set) var carried: Carried?
    /// What the newest offer says is sent; nil if it says that nobody sends.
    private var told: SendingTrack?
    /// Whether the peer has closed the section for good, with port 0 (RFC 8829 §5.3.1).
    private(set) var isRejected = false
    /// Whether another track may be put here.
    ///
    /// Only once the peer has answered that nobody sends in it: browsers announce a track where there was none, and
    /// know nothing of one that takes another's place. A rejected section is free for a new one, under another mid.
    private(set) var isFree = false

    init(_ section: MediaSection, _ carried: Carried) {
        self.section = section
        self.carried = carried
    }

    /// Whether the newest offer says something else than what holds now.
    var isNews: Bool { !isRejected && carried?.sending != told }

    /// The section as it stands in the next offer, which is made now.
    mutating func offer() -> MediaSection {
        var section = section
        section.accepted = !isRejected && carried != nil
        section.isIdle = !isRejected && carried == nil
        told = section.accepted ? carried?.sending : nil
        return section
    }

    /// Carries a track in the section from now on; `section` is new where the old one was rejected.
    mutating func carry(_ carried: Carried, in section: MediaSection) {
        self.section = section
        self.carried = carried
        isRejected = false
        isFree = false
    }

    /// Carries nothing from now on; what it carried never comes back under the same names.
    mutating func release() {
        carried = nil
        isFree = isRejected
    }

    /// The peer is ready to receive what is carried, as `section` says, or declines. What it agreed to before goes on.
    mutating func agree(_ section: MediaSection?) {
        if section == nil || carried?.agreed == nil { carried?.agreed = section }
    }

    /// The peer has answered the newest offer, which carried nothing that is still wanted here.
    mutating func clear() {
        isFree = told == nil
    }

    /// The peer closed the section. What is carried stays noted, so that it isn't offered to the same peer again.
    mutating func reject() {
        isRejected = true
        told = nil
        carried?.agreed = nil
        isFree = carried == nil
    }
}

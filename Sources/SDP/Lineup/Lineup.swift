// SPDX-License-Identifier: Apache-2.0

/// The `m=` sections of a connection on which all offers are ours, over its whole life (RFC 8829 §5.2.2).
///
/// A track keeps its section, payload types and SSRCs for as long as it is wanted. Then its section is offered as
/// inactive, and serves another track of its kind once the peer has answered that. There are never fewer sections than
/// before, and at most ``SDPLimits/mediaSections``.
///
/// While an offer is open, wishes are collected. A value: an answer that is none changes nothing.
public struct Lineup<Source: Equatable> {
    /// The number of the newest offer, from 1; 0 before the first.
    public private(set) var revision = 0
    /// Whether the newest offer waits for its answer.
    public internal(set) var isOpen = false
    /// What the peer is to get, the most important first.
    public private(set) var wanted: [WantedTrack<Source>] = []

    var places: [LineupPlace<Source>] = []
    /// Whether the newest offer restarts ICE.
    public private(set) var restartsICE = false
    /// The peer's side of the transport; nil before the first answer.
    var remote: RemoteTransport?

    let capabilities: Capabilities
    private let sessionID: UInt64
    private var types: PayloadTypeAllocator
    private var ssrcs: SSRCSequence
    private var mids = 0

    /// A connection without sections.
    ///
    /// - Parameters:
    ///   - sessionID: random and below 2^62 (RFC 8829 §5.2.1).
    ///   - seed: random; the SSRCs are made of it.
    ///   - capabilities: which header extensions are offered, and whether retransmissions.
    public init(sessionID: UInt64, seed: UInt32, _ capabilities: Capabilities) {
        self.sessionID = sessionID
        self.capabilities = capabilities
        types = PayloadTypeAllocator(capabilities)
        ssrcs = SSRCSequence(seed: seed)
    }

    /// Takes note of what the peer is to get from now on. What is not wanted any more may be stopped at once.
    public mutating func want(_ tracks: [WantedTrack<Source>]) {
        wanted = tracks
        for index in places.indices {
            guard let carried = places[index].carried else { continue }
            if !tracks.contains(where: { carried.isSource(of: $0) }) { places[index].release() }
        }
    }

    /// Whether an offer should be made: none is open, and there is something to say.
    public var isOfferDue: Bool {
        guard !isOpen else { return false }
        var next = self
        next.arrange()
        return next.places.contains(where: \.isNews)
    }

    /// The next offer, of what is wanted now. It takes the place of one that is open.
    ///
    /// - Parameters:
    ///   - local: our side of the transport; the same each time but for what a restart changes.
    ///   - restartsICE: whether `local` has new credentials, which the answer must meet with new ones.
    /// - Returns: the offer, to which the answer must be.
    public mutating func offer(_ local: LocalTransport, restartsICE: Bool = false) -> SessionDescription {
        arrange()
        revision += 1
        // An offer that takes the place of a restart is one, too: the peer may never have seen the first.
        self.restartsICE = restartsICE || (isOpen && self.restartsICE)
        isOpen = true
        let sections = places.indices.map { places[$0].offer() }
        let writer = SectionWriter(local: local, setup: "actpass", direction: .sendonly, trickle: true)
        return writer.description(
            sections, sessionID: sessionID, version: UInt64(revision),
            sending: places.compactMap(\.carried?.sending), isBundled: true, extmapAllowMixed: true)
    }

    /// The newest offer's streams in the order of their first sections, each with the mids of its tracks.
    public var streams: [(id: String, mids: [String])] {
        var streams: [(id: String, mids: [String])] = []
        for place in places where !place.isRejected {
            guard let id = place.carried?.sending.streamID else { continue }
            if let index = streams.firstIndex(where: { $0.id == id }) {
                streams[index].mids.append(place.section.mid)
            } else {
                streams.append((id, [place.section.mid]))
            }
        }
        return streams
    }

    /// What is wanted and stands in no section of the newest offer, because all are taken.
    public var unplaced: [WantedTrack<Source>] {
        wanted.filter { track in !places.contains { $0.carried?.isSource(of: track) == true } }
    }

    // MARK: - Arranging

    /// Brings the sections in line with what is wanted.
    private mutating func arrange() {
        for track in wanted {
            if let index = places.firstIndex(where: { $0.carried?.isSource(of: track) == true }) {
                follow(track, at: index)
            } else if let index = place(for: track.description.kind) {
                carry(track, at: index)
            }
        }
    }

    /// Offers another codec in the section of a track whose publisher came back with one.
    private mutating func follow(_ track: WantedTrack<Source>, at index: Int) {
        guard let carried = places[index].carried, !carried.description.isReceived(as: track.description)
        else { return }
        carry(track, at: index)
    }

    /// Where a track of a kind can go: a section that is free, or a new one behind the last; nil if all are taken.
    private func place(for kind: SDPMediaKind) -> Int? {
        let free = places.indices.filter { places[$0].isFree }
        let idle = free.first { !places[$0].isRejected && places[$0].section.kind == kind }
        if let index = idle ?? free.first(where: { places[$0].isRejected }) { return index }
        return places.count < SDPLimits.mediaSections ? places.count : nil
    }

    /// Puts a track into a section; nothing happens if the payload types are used up.
    private mutating func carry(_ track: WantedTrack<Source>, at index: Int) {
        guard let codec = types.codec(for: track.description) ?? types.closest(to: track.description) else {
            return
        }
        let known = places.indices.contains(index) && !places[index].isRejected ? places[index].section : nil
        let mid = known?.mid ?? nextMID()
        let section = MediaSection(offering: track.description, codec, at: index, mid: mid, capabilities)
        let carried = LineupPlace<Source>.Carried(
            source: track.source, description: track.description, sending: names(track, section), agreed: nil)
        if places.indices.contains(index) {
            places[index].carry(carried, in: section)
        } else {
            places.append(LineupPlace(section, carried))
        }
    }

    /// Tracks of one stream have one canonical name, so that they are played in sync (RFC 3550 §6.5.1).
    private mutating func names(_ track: WantedTrack<Source>, _ section: MediaSection) -> SendingTrack {
        SendingTrack(
            section: section.index, ssrc: ssrcs.next(), rtxSSRC: ssrcs.next(), cname: track.streamID,
            streamID: track.streamID, trackID: "\(track.description.kind.rawValue)-\(section.mid)")
    }

    /// Never used before: a recycled section is another one to the peer (RFC 8829 §5.2.2).
    private mutating func nextMID() -> String {
        defer { mids += 1 }
        return String(mids)
    }
}

extension TrackDescription {
    /// Whether a peer that was offered this track can receive `other` by the same agreement.
    fileprivate func isReceived(as other: TrackDescription) -> Bool {
        codec.matches(other.codec) && clockRate == other.clockRate && channels == other.channels
            && CodecProfile(codec, parameters) == CodecProfile(other.codec, other.parameters)
    }
}

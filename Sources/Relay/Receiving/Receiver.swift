// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP

/// A subscriber to which we make all offers, and whose broadcasts change while it watches.
///
/// Lives on its worker; its core owns it from the first offer until it ends.
final class Receiver {
    let subscriber: Subscriber
    /// When it ends if it has not answered.
    let deadline: MonotonicTime
    /// Whether an offer was answered, and so the transport started.
    private(set) var isAnswered = false

    private unowned let core: WorkerCore
    private var lineup: Lineup<TrackSelection.Source>
    /// The number of the newest wish; older ones that come late are void.
    private var wish: UInt64 = 0
    /// Broadcasts that are wanted and not received yet.
    private var awaited: [HostedBroadcast] = []
    /// Broadcasts that are received.
    private var received: [HostedBroadcast] = []

    init(session: PeerSession, core: WorkerCore) {
        self.core = core
        subscriber = Subscriber(session: session, core: core)
        deadline = core.now.advanced(milliseconds: Limits.counterOfferSeconds * 1_000)
        lineup = Lineup(
            sessionID: .random(in: 1..<(1 << 62)), seed: .random(in: 1...UInt32.max), .relay)
    }

    var session: PeerSession { subscriber.session }

    /// The broadcasts that it is about.
    var keys: [BroadcastKey] { (received + awaited).map(\.key) }

    /// Takes note of what it is to get. What it is not to get any more stops at once, whatever it answers.
    ///
    /// - Parameters:
    ///   - tracks: nothing of broadcasts that nobody publishes, unless it has them already.
    ///   - paused: those of them of which nothing is sent for now, whatever is agreed on.
    ///   - number: the wish's; see ``wish``.
    func want(
        _ tracks: [WantedTrack<TrackSelection.Source>],
        paused: [TrackSelection.Source],
        wish number: UInt64
    ) {
        guard number >= wish else { return }
        wish = number
        lineup.want(tracks)
        subscriber.carry(
            subscriber.feeds.filter { feed in
                tracks.contains { $0.source == feed.source && $0.streamID == feed.sending.streamID }
            }
        )
        subscriber.pause(paused)
        hold()
    }

    /// The tracks that `stream`, of a broadcast on this worker, has for it. While nobody publishes they are those that
    /// it had.
    func tracks(of stream: WantedStream, in hosted: HostedBroadcast) -> [WantedTrack<TrackSelection.Source>] {
        let tracks: [WantedTrack<TrackSelection.Source>]
        if hosted.isPublished {
            let selection = TrackSelection([hosted])
            tracks = zip(selection.sources, selection.descriptions).map {
                WantedTrack($0, $1, streamID: stream.id)
            }
        } else {
            tracks = lineup.wanted.filter { $0.source.hosted === hosted && $0.streamID == stream.id }
        }
        return tracks.filter { $0.description.kind == .audio ? stream.audio : stream.video }
    }

    /// The offer that is due; nil if none is, or one is open.
    func nextOffer() -> RelayOffer? {
        guard lineup.isOfferDue, let local = session.local else { return nil }
        return offer(local, restartsICE: false)
    }

    /// Another offer in place of one that may be open, with new ICE credentials if the old ones were in use.
    func restart() throws(RelayError) -> RelayOffer {
        guard let local = session.local else { throw .unusable("The first offer is still being made.") }
        guard isAnswered else { return offer(local, restartsICE: false) }
        return offer(try session.beginRestart(), restartsICE: true)
    }

    /// Takes the answer to the offer `revision`. If it throws, nothing has changed.
    func accept(_ answer: SessionDescription, to revision: Int) throws(RelayError) {
        var next = lineup
        let agreement: LineupAgreement<TrackSelection.Source>
        do throws(NegotiationError) {
            agreement = try next.accept(answer, to: revision)
        } catch {
            throw RelayError(error)
        }
        switch agreement.transport {
        case .start(let role): try start(agreement.remote, role)
        case .keep: break
        case .restart: session.finishRestart(agreement.remote)
        }
        lineup = next
        isAnswered = true
        subscriber.agree(agreement.tracks.map(\.section), extmapAllowMixed: agreement.extmapAllowMixed)
        subscriber.carry(agreement.tracks.compactMap { Feed($0) })
        hold()
    }

    /// Frees all that it holds but its session.
    func end() {
        lineup.want([])
        subscriber.unsubscribe()
        hold(received: [], awaited: [])
    }

    // MARK: - Private

    private func start(_ remote: RemoteTransport, _ role: DTLSRole) throws(RelayError) {
        do throws(RelayError) {
            try session.start(remote, role)
        } catch {
            // Another answer may still do; a transport that can't start is over.
            if case .unusable = error { throw error }
            core.end(session.id, .iceFailed)
            throw error
        }
    }

    private func offer(_ local: LocalTransport, restartsICE: Bool) -> RelayOffer {
        let offer = lineup.offer(local, restartsICE: restartsICE)
        var leftOut: [String] = []
        for id in lineup.unplaced.map(\.streamID) where !leftOut.contains(id) { leftOut.append(id) }
        return RelayOffer(
            revision: lineup.revision,
            sdp: offer.serialized(),
            iceTag: local.ufrag,
            restartsICE: lineup.restartsICE,
            streams: lineup.streams.map { RelayOffer.Stream(id: $0.id, mids: $0.mids) },
            leftOut: leftOut
        )
    }

    /// Holds on to what is wanted, as received or as awaited.
    private func hold() {
        let received = subscriber.broadcasts
        var awaited: [HostedBroadcast] = []
        for track in lineup.wanted {
            let hosted = track.source.hosted
            guard !(received + awaited).contains(where: { $0 === hosted }) else { continue }
            awaited.append(hosted)
        }
        hold(received: received, awaited: awaited)
    }

    /// Takes hold of the new before it lets go of the old, so that no broadcast is forgotten between.
    private func hold(received: [HostedBroadcast], awaited: [HostedBroadcast]) {
        let (oldReceived, oldAwaited) = (self.received, self.awaited)
        (self.received, self.awaited) = (received, awaited)
        for hosted in received { hosted.subscriberCount += 1 }
        for hosted in awaited { hosted.undecidedCount += 1 }
        for hosted in oldReceived { hosted.subscriberCount -= 1 }
        for hosted in oldAwaited { hosted.undecidedCount -= 1 }
        for hosted in oldReceived + oldAwaited { core.forgetIfUnused(hosted) }
    }
}

extension Feed {
    /// The feed of a track that a receiver agreed to; nil if it can't be forwarded.
    fileprivate init?(_ track: LineupAgreement<TrackSelection.Source>.Track) {
        guard let codec = track.section.codecs.first else { return nil }
        self.init(
            source: track.source,
            configuration: .init(track.section, codec, track.sending),
            sending: track.sending
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import Relay
import Signaling

/// Joins the planes: the control plane's door, opened onto the relay. The one file that knows both.
struct RelayMediaPlane: MediaPlane {
    private let relay: Relay
    let events: AsyncStream<MediaEvent>

    /// - Parameter relay: its events are consumed from here on.
    init(relay: Relay) {
        self.relay = relay
        let (events, continuation) = AsyncStream<MediaEvent>.makeStream()
        self.events = events
        let source = relay.events
        Task {
            for await event in source { continuation.yield(MediaEvent(event)) }
            continuation.finish()
        }
    }

    func publish(
        _ broadcast: BroadcastID,
        session: SessionID,
        offer: [UInt8]
    ) async throws(MediaPlaneError) -> MediaAnswer {
        do throws(RelayError) {
            let answer = try await relay.publish(BroadcastKey(broadcast), peer: PeerID(session), offer: offer)
            return MediaAnswer(
                sdp: answer.sdp, iceTag: answer.iceTag,
                tracks: MediaTracks(audio: answer.audio, video: answer.video))
        } catch {
            throw MediaPlaneError(error)
        }
    }

    func publish(
        _ streams: [PublishedStream],
        session: SessionID,
        offer: [UInt8]
    ) async throws(MediaPlaneError) -> MediaAnswer {
        do throws(RelayError) {
            let streams = streams.map(OfferedStream.init)
            let answer = try await relay.publish(streams, peer: PeerID(session), offer: offer)
            return MediaAnswer(sdp: answer.sdp, iceTag: answer.iceTag)
        } catch {
            throw MediaPlaneError(error)
        }
    }

    func bound(_ streams: [PublishedStream], session: SessionID) async {
        await relay.bound(streams.map(OfferedStream.init), peer: PeerID(session))
    }

    func subscribe(
        _ broadcasts: [BroadcastID],
        session: SessionID,
        offer: [UInt8],
        allowCounterOffer: Bool
    ) async throws(MediaPlaneError) -> SubscribeResult {
        do throws(RelayError) {
            let result = try await relay.subscribe(
                broadcasts.map(BroadcastKey.init),
                peer: PeerID(session),
                offer: offer,
                allowCounterOffer: allowCounterOffer
            )
            return SubscribeResult(result)
        } catch {
            throw MediaPlaneError(error)
        }
    }

    func acceptCounterOffer(session: SessionID, answer: [UInt8]) async throws(MediaPlaneError) {
        do throws(RelayError) {
            try await relay.acceptCounterOffer(peer: PeerID(session), answer: answer)
        } catch {
            throw MediaPlaneError(error)
        }
    }

    func openReceiver(
        _ streams: [ReceivedStream],
        session: SessionID
    ) async throws(MediaPlaneError) -> MediaOffer {
        do throws(RelayError) {
            let streams = streams.map(WantedStream.init)
            return MediaOffer(try await relay.openReceiver(streams, peer: PeerID(session)))
        } catch {
            throw MediaPlaneError(error)
        }
    }

    func setReceived(
        _ streams: [ReceivedStream],
        session: SessionID
    ) async throws(MediaPlaneError) -> MediaOffer? {
        do throws(RelayError) {
            let streams = streams.map(WantedStream.init)
            return try await relay.setStreams(streams, peer: PeerID(session)).map(MediaOffer.init)
        } catch {
            throw MediaPlaneError(error)
        }
    }

    func acceptAnswer(
        session: SessionID,
        revision: Int,
        answer: [UInt8]
    ) async throws(MediaPlaneError) -> MediaOffer? {
        do throws(RelayError) {
            let next = try await relay.acceptAnswer(
                peer: PeerID(session),
                revision: revision,
                answer: answer
            )
            return next.map(MediaOffer.init)
        } catch {
            throw MediaPlaneError(error)
        }
    }

    func restartReceiver(session: SessionID) async throws(MediaPlaneError) -> MediaOffer {
        do throws(RelayError) {
            return MediaOffer(try await relay.restartReceiver(peer: PeerID(session)))
        } catch {
            throw MediaPlaneError(error)
        }
    }

    func setProgramme(
        _ programme: BroadcastID,
        onAir: BroadcastID?,
        standby: [BroadcastID],
        held: [BroadcastID: MediaTracks]
    ) async throws(MediaPlaneError) {
        do throws(RelayError) {
            try await relay.setProgramme(
                BroadcastKey(programme),
                onAir: onAir.map(BroadcastKey.init),
                standby: standby.map(BroadcastKey.init),
                held: held.map { HeldTracks($0, $1) }
            )
        } catch {
            throw MediaPlaneError(error)
        }
    }

    func setHeld(_ held: [BroadcastID: MediaTracks], programme: BroadcastID) async {
        await relay.setHeld(held.map { HeldTracks($0, $1) }, programme: BroadcastKey(programme))
    }

    func setHeld(_ held: [BroadcastID: MediaTracks], session: SessionID) async {
        await relay.setHeld(held.map { HeldTracks($0, $1) }, peer: PeerID(session))
    }

    func trickle(session: SessionID, fragment: [UInt8]) async throws(MediaPlaneError) {
        do throws(RelayError) {
            try await relay.trickle(peer: PeerID(session), fragment: fragment)
        } catch {
            throw MediaPlaneError(error)
        }
    }

    func restart(session: SessionID, fragment: [UInt8]) async throws(MediaPlaneError) -> MediaRestart? {
        do throws(RelayError) {
            let restart = try await relay.restart(peer: PeerID(session), fragment: fragment)
            return restart.map { MediaRestart(fragment: $0.fragment, iceTag: $0.iceTag) }
        } catch {
            throw MediaPlaneError(error)
        }
    }

    func close(session: SessionID) async {
        await relay.close(peer: PeerID(session))
    }

    func statistics() async -> MediaStatistics {
        let statistics = await relay.statistics()
        return MediaStatistics(
            broadcasts: statistics.broadcasts.map(Signaling.BroadcastStatistics.init),
            workers: statistics.workers.map(WorkerStatistics.init),
            process: ProcessStatistics.current()
        )
    }
}

// MARK: - The relay's words in the control plane's

extension BroadcastKey {
    fileprivate init(_ id: BroadcastID) {
        self.init(room: id.room, name: id.name)
    }
}

extension BroadcastID {
    fileprivate init(_ key: BroadcastKey) {
        self.init(room: key.room, name: key.name)
    }
}

extension HeldTracks {
    fileprivate init(_ id: BroadcastID, _ tracks: MediaTracks) {
        self.init(BroadcastKey(id), audio: tracks.audio, video: tracks.video)
    }
}

extension PeerID {
    fileprivate init(_ session: SessionID) {
        self.init(session.text)
    }
}

extension SessionID {
    fileprivate init(_ peer: PeerID) {
        self.init(text: peer.text)
    }
}

extension SubscribeResult {
    fileprivate init(_ result: RelaySubscription) {
        switch result {
        case .answer(let answer, let playing):
            self = .answer(
                MediaAnswer(sdp: answer.sdp, iceTag: answer.iceTag),
                playing: playing.map(BroadcastID.init)
            )
        case .counterOffer(let offer, let reason, let playing):
            self = .counterOffer(
                MediaCounterOffer(sdp: offer.sdp, iceTag: offer.iceTag),
                reason: reason,
                playing: playing.map(BroadcastID.init)
            )
        }
    }
}

extension OfferedStream {
    fileprivate init(_ stream: PublishedStream) {
        self.init(
            BroadcastKey(stream.broadcast),
            mids: stream.mids,
            audioBound: stream.audioBound.map { UInt64(max(0, $0)) },
            videoBound: stream.videoBound.map { UInt64(max(0, $0)) }
        )
    }
}

extension WantedStream {
    fileprivate init(_ stream: ReceivedStream) {
        self.init(
            BroadcastKey(stream.broadcast),
            id: stream.id,
            audio: stream.audio,
            video: stream.video,
            pausedAudio: stream.pausedAudio,
            pausedVideo: stream.pausedVideo
        )
    }
}

extension MediaOffer {
    fileprivate init(_ offer: RelayOffer) {
        self.init(
            revision: offer.revision,
            sdp: offer.sdp,
            restartsICE: offer.restartsICE,
            streams: offer.streams.map { Stream(id: $0.id, mids: $0.mids) },
            leftOut: offer.leftOut
        )
    }
}

extension MediaEvent {
    fileprivate init(_ event: RelayEvent) {
        switch event {
        case .connected(let peer): self = .connected(SessionID(peer))
        case .live(let key, let peer): self = .live(BroadcastID(key), SessionID(peer))
        case .programme(let key, let onAir):
            self = .programme(BroadcastID(key), onAir: onAir.map(BroadcastID.init))
        case .ended(let peer, let reason): self = .ended(SessionID(peer), SessionEndReason(reason))
        }
    }
}

extension SessionEndReason {
    fileprivate init(_ reason: PeerEndReason) {
        switch reason {
        case .closed: self = .closed
        case .replaced: self = .replaced
        case .iceFailed: self = .iceFailed
        case .dtlsFailed: self = .dtlsFailed
        case .timeout: self = .timeout
        case .codecChanged: self = .codecChanged
        case .shutdown: self = .shutdown
        }
    }
}

extension MediaPlaneError {
    fileprivate init(_ error: RelayError) {
        switch error {
        case .malformed(let reason): self = .malformed(reason)
        case .unusable(let reason): self = .unusable(reason)
        case .notLive: self = .notLive
        case .staleAnswer: self = .staleAnswer
        case .unknownPeer: self = .noSuchSession
        case .exhausted(let reason): self = .exhausted(reason)
        case .tooManyCandidates: self = .tooManyCandidates
        case .shuttingDown: self = .shuttingDown
        }
    }
}

extension Signaling.BroadcastStatistics {
    fileprivate init(_ snapshot: HostedBroadcastSnapshot) {
        self.init(
            id: BroadcastID(snapshot.key),
            live: snapshot.isLive,
            session: snapshot.publisher.map(SessionID.init),
            viewers: snapshot.subscribers,
            tracks: snapshot.tracks.map { track in
                TrackStatistics(
                    kind: track.kind,
                    codec: track.codec,
                    bitrate: track.bitrate,
                    packets: track.packets,
                    bytes: track.bytes,
                    lost: track.lost,
                    recovered: track.recovered,
                    keyframes: track.keyframes,
                    keyframeRequests: track.keyframeRequests
                )
            }
        )
    }
}

extension WorkerStatistics {
    fileprivate init(_ snapshot: WorkerSnapshot) {
        self.init(
            index: snapshot.index,
            peers: snapshot.peers,
            packetsIn: snapshot.traffic.packetsIn,
            packetsOut: snapshot.traffic.packetsOut,
            bytesIn: snapshot.traffic.bytesIn,
            bytesOut: snapshot.traffic.bytesOut,
            sentMessages: snapshot.sends.messages,
            sendCalls: snapshot.sends.calls,
            unsegmentedMessages: snapshot.sends.unsegmented,
            lost: snapshot.totals.lost,
            retransmissions: snapshot.totals.retransmissions,
            keyframeRequests: snapshot.totals.keyframeRequests,
            checksAnswered: snapshot.checksAnswered,
            drops: snapshot.drops
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import SDP

extension WorkerCore {
    /// Offers `streams` to a new receiver, once our candidates are gathered.
    func openReceiver(
        _ streams: [WantedStream],
        peer: PeerID,
        done: @escaping (Result<(offer: RelayOffer, keys: [BroadcastKey]), RelayError>) -> Void
    ) {
        defer { arrived(for: streams.map(\.key)) }
        do throws(RelayError) {
            try Self.check(streams)
            guard streams.contains(where: { broadcasts[$0.key]?.isPublished == true }) else { throw .notLive }
            // We make the offers, so we control (RFC 8445 §6.1.1).
            let receiver = Receiver(session: try open(peer, consent: true, controlling: true), core: self)
            admit(.receiver(receiver))
            want(streams, receiver, wish: 0)
            receiver.session.gather { [unowned self] result in
                do throws(RelayError) {
                    _ = try result.get()
                    guard let offer = receiver.nextOffer() else { throw .notLive }
                    done(.success((offer, receiver.keys)))
                } catch {
                    discard(peer)
                    done(.failure(error))
                }
            }
        } catch {
            done(.failure(error))
        }
    }

    /// Has a receiver get these streams and no others.
    func setStreams(
        _ streams: [WantedStream],
        peer: PeerID,
        wish: UInt64
    ) throws(RelayError) -> ReceiverChange {
        defer { arrived(for: streams.map(\.key)) }
        let receiver = try receiver(peer)
        try Self.check(streams)
        want(streams, receiver, wish: wish)
        return ReceiverChange(offer: receiver.nextOffer(), keys: receiver.keys)
    }

    /// Takes a receiver's answer to the offer `revision`; the offer that follows, if wishes were collected meanwhile.
    func acceptAnswer(
        peer: PeerID,
        revision: Int,
        answer: [UInt8]
    ) throws(RelayError) -> RelayOffer? {
        let receiver = try receiver(peer)
        try receiver.accept(try Self.description(answer), to: revision)
        return receiver.nextOffer()
    }

    /// Makes a receiver an offer with new ICE credentials.
    func restartReceiver(peer: PeerID) throws(RelayError) -> RelayOffer {
        try receiver(peer).restart()
    }

    private func want(_ streams: [WantedStream], _ receiver: Receiver, wish: UInt64) {
        var tracks: [WantedTrack<TrackSelection.Source>] = []
        var paused: [TrackSelection.Source] = []
        for stream in streams {
            guard let hosted = broadcasts[stream.key] else { continue }
            let own = receiver.tracks(of: stream, in: hosted)
            tracks += own
            paused += own.filter { stream.isPaused($0.description.kind) }.map(\.source)
        }
        receiver.want(tracks, paused: paused, wish: wish)
    }

    private func receiver(_ peer: PeerID) throws(RelayError) -> Receiver {
        guard case .receiver(let receiver) = peers[peer] else { throw .unknownPeer }
        return receiver
    }

    private static func check(_ streams: [WantedStream]) throws(RelayError) {
        guard streams.count <= Limits.streamsPerReceiver else {
            throw .unusable("A receiver has at most \(Limits.streamsPerReceiver) streams.")
        }
        guard streams.allSatisfy({ StreamID.isValid($0.id) }) else {
            throw .unusable("A stream's name is not 1 to 64 token characters.")
        }
        guard Set(streams.map(\.id)).count == streams.count, Set(streams.map(\.key)).count == streams.count
        else { throw .unusable("A stream is named twice.") }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP

/// Tracks of a broadcast of which a subscriber sends nothing for now, whatever it agreed on, or a programme shows nothing.
public struct HeldTracks: Hashable, Sendable {
    /// The broadcast.
    public var key: BroadcastKey
    /// Whether its sound is meant.
    public var audio: Bool
    /// Whether its picture is meant.
    public var video: Bool

    /// Tracks of a broadcast.
    public init(_ key: BroadcastKey, audio: Bool, video: Bool) {
        self.key = key
        self.audio = audio
        self.video = video
    }

    /// Whether the tracks of a kind are among them.
    func holds(_ kind: MediaKind) -> Bool { kind == .audio ? audio : video }

    /// Whether the track of `source` is among them.
    func holds(_ source: TrackSelection.Source) -> Bool {
        let tracks = source.hosted.broadcast.tracks
        guard source.hosted.key == key, tracks.indices.contains(source.slot) else { return false }
        return holds(tracks[source.slot].kind)
    }
}

extension Relay {
    /// Has a subscriber that made the offer itself send nothing of these tracks, and all of the others. One that has not
    /// answered a counter-offer begins so. Does nothing if the peer is gone.
    public func setHeld(_ held: [HeldTracks], peer: PeerID) async {
        guard let worker = try? worker(of: peer) else { return }
        await worker.setHeld(held, peer: peer)
    }
}

extension WorkerCore {
    /// See ``Relay/setHeld(_:peer:)``.
    func setHeld(_ held: [HeldTracks], peer: PeerID) {
        switch peers[peer] {
        case .subscriber(let subscriber): subscriber.hold(held)
        case .undecided(let undecided): undecided.held = held
        case .publisher, .uplink, .receiver, nil: break
        }
    }
}

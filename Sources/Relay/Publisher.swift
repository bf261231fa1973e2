// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import SDP
import Transport

/// The peer that sends a broadcast's media.
///
/// Lives on its worker; its core owns it from the offer until it ends.
final class Publisher: PeerSessionOwner {
    let session: PeerSession
    /// The broadcast that it publishes, or will once it connects.
    let hosted: HostedBroadcast
    /// What it agreed to send, for the forwarding side …
    let tracks: [TrackConfiguration]
    /// … and, in the same order, for the answers to subscribers.
    let descriptions: [TrackDescription]
    /// The SSRC under which our feedback goes to it.
    let feedbackSSRC: UInt32

    /// Its place in the order in which publishers asked.
    let ordinal: UInt64

    private unowned let core: WorkerCore
    private(set) var isConnected = false
    private(set) var isLive = false

    init(session: PeerSession, hosted: HostedBroadcast, plan: MediaPlan, core: WorkerCore) {
        self.session = session
        self.hosted = hosted
        self.core = core
        tracks = plan.accepted.compactMap(TrackConfiguration.init)
        descriptions = plan.tracks
        ordinal = core.nextOrdinal()
        feedbackSSRC = UInt32.random(in: 1...UInt32.max)
        session.owner = self
    }

    /// When something authentic last arrived; `start` before that.
    var lastReceived: MonotonicTime { session.transport.lastReceived }

    func receiveRTP(_ packet: Span<UInt8>, now: MonotonicTime) {
        guard hosted.current === self else { return }
        hosted.receiveRTP(packet, now: now)
        core.didCollect(hosted)
        if !isLive {
            isLive = true
            hosted.didGoLive()
            core.didGoLive(self)
        }
    }

    func receiveRTCP(_ compound: Span<UInt8>, now: MonotonicTime) {
        guard hosted.current === self else { return }
        hosted.receiveRTCP(compound, now: now)
    }

    func didConnect() {
        isConnected = true
        core.didConnect(publisher: self)
    }

    func didCongest() {
        // Only feedback goes to a publisher, and that is repeated.
    }

    func didClose(_ reason: TransportCloseReason) {
        core.end(session.id, PeerEndReason(reason))
    }
}

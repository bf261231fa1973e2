// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import SDP
import Transport

/// Who sends a broadcast's media: a peer that sends nothing else, or one stream of an ``Uplink``.
///
/// Lives on its worker; its core or its uplink owns it from the offer until it ends.
final class Publisher {
    let session: PeerSession
    /// The broadcast that it publishes, or will once it connects.
    let hosted: HostedBroadcast
    /// What it agreed to send, for the forwarding side …
    private(set) var tracks: [TrackConfiguration]
    /// … and, in the same order, for the answers to subscribers.
    private(set) var descriptions: [TrackDescription]
    /// The SSRC under which our feedback goes to it.
    let feedbackSSRC: UInt32

    /// Its place in the order in which publishers asked.
    let ordinal: UInt64

    private unowned let core: WorkerCore
    private(set) var isLive = false
    /// The feedback that its uplink sends for all.
    private let foreignFeedback: FeedbackOptions

    /// - Parameters:
    ///   - session: its own, or its uplink's.
    ///   - hosted: what it publishes.
    ///   - sections: its m-lines.
    ///   - uplink: the SSRC of the uplink's feedback, if it belongs to one.
    ///   - core: its worker's.
    init(
        session: PeerSession,
        hosted: HostedBroadcast,
        sections: [MediaSection],
        uplink: UInt32? = nil,
        core: WorkerCore
    ) {
        self.session = session
        self.hosted = hosted
        self.core = core
        foreignFeedback = uplink == nil ? [] : ConnectionFeedback.options
        tracks = Self.tracks(sections, without: foreignFeedback)
        descriptions = sections.compactMap(\.track)
        ordinal = core.nextOrdinal()
        feedbackSSRC = uplink ?? .random(in: 1...UInt32.max)
    }

    /// Whether its transport is keyed.
    var isConnected: Bool { session.isConnected }

    /// When something authentic last arrived; `start` before that.
    var lastReceived: MonotonicTime { session.transport.lastReceived }

    /// Takes note of other m-lines, or of others' agreements.
    func agree(_ sections: [MediaSection]) {
        tracks = Self.tracks(sections, without: foreignFeedback)
        descriptions = sections.compactMap(\.track)
    }

    private static func tracks(
        _ sections: [MediaSection],
        without foreign: FeedbackOptions
    ) -> [TrackConfiguration] {
        sections.compactMap { section in
            var track = TrackConfiguration(section)
            track?.feedback.subtract(foreign)
            return track
        }
    }
}

extension Publisher: PeerSessionOwner {
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
        core.didConnect(publisher: self)
    }

    func didCongest() {
        // Only feedback goes to a publisher, and that is repeated.
    }

    func didClose(_ reason: TransportCloseReason) {
        core.end(session.id, PeerEndReason(reason))
    }
}

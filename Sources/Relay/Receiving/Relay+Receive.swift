// SPDX-License-Identifier: Apache-2.0

/// Receivers: subscribers to which the relay makes the offers, and whose broadcasts change while they watch.
///
/// Calls for one peer are best made one after the other; of wishes that overtake each other the last one made counts.
extension Relay {
    /// Offers `streams` to a new peer, which must answer within 30 s. Those that nobody publishes are left out; at least
    /// one must be published, else ``RelayError/notLive`` is thrown.
    public func openReceiver(_ streams: [WantedStream], peer: PeerID) async throws(RelayError) -> RelayOffer {
        let keys = streams.map(\.key)
        return try await join(peer, keys) { (worker) async throws(RelayError) in
            try await worker.openReceiver(streams, peer: peer)
        }
    }

    /// Has a receiver get these streams and no others. Those that nobody publishes are left out, unless it has them; so
    /// say it again when a publisher has come, or has come back with other tracks.
    ///
    /// What it gets and goes on getting is not disturbed; what it is not to get stops at once.
    ///
    /// - Returns: the offer that its client must answer; nil if there is nothing to say, or an older offer is open, whose
    ///   answer brings the next.
    public func setStreams(
        _ streams: [WantedStream],
        peer: PeerID
    ) async throws(RelayError) -> RelayOffer? {
        let keys = streams.map(\.key)
        let (worker, wish) = try wish(keys, of: peer)
        await openPipes(keys, to: worker)
        let change = try await worker.setStreams(streams, peer: peer, wish: wish)
        await settle(peer, playing: change.keys, wish: wish)
        return change.offer
    }

    /// Takes a receiver's answer to the offer `revision`; another or a wrong one throws and changes nothing.
    ///
    /// - Returns: the offer that follows, if something changed since.
    public func acceptAnswer(
        peer: PeerID,
        revision: Int,
        answer: [UInt8]
    ) async throws(RelayError) -> RelayOffer? {
        try await worker(of: peer).acceptAnswer(peer: peer, revision: revision, answer: answer)
    }

    /// Makes a receiver an offer that restarts ICE and takes the place of an open one. The old path carries media until
    /// the new one works, for at most 15 s. Before its first answer, the same credentials are offered again.
    public func restartReceiver(peer: PeerID) async throws(RelayError) -> RelayOffer {
        try await worker(of: peer).restartReceiver(peer: peer)
    }
}

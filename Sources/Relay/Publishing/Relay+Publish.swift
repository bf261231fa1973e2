// SPDX-License-Identifier: Apache-2.0

/// Publishers of several broadcasts on one connection.
///
/// All broadcasts of such a publisher have its worker as their home.
extension Relay {
    /// Answers an offer of a publisher of these broadcasts, the first or a later one; calls for one peer are made one
    /// after the other. A wrong offer throws and changes nothing.
    ///
    /// Broadcasts of an earlier offer that are not named any more end. One that somebody else publishes is taken over
    /// once the peer is connected; the other peer ends when it has lost all that it had. Only if that one lives on
    /// another worker than the rest of `streams`, the broadcast is taken over at once.
    public func publish(
        _ streams: [OfferedStream],
        peer: PeerID,
        offer: [UInt8]
    ) async throws(RelayError) -> RelayAnswer {
        let keys = streams.map(\.key)
        guard Set(keys).count == keys.count else { throw .unusable("A broadcast is named twice.") }
        let move = try placePublisher(peer, of: keys)
        do {
            let answer = try await move.worker.publish(streams, peer: peer, offer: offer)
            await bringHome(move)
            await settlePublisher(peer, of: keys)
            return answer
        } catch {
            takeBack(move, of: peer)
            throw isShuttingDown ? .shuttingDown : error
        }
    }

    /// Bounds anew what a publisher of several broadcasts may send of these; the others are not bounded any more. A peer
    /// that is none (any more) is ignored.
    public func bound(_ streams: [OfferedStream], peer: PeerID) async {
        guard let worker = try? worker(of: peer) else { return }
        await worker.bound(streams, peer: peer)
    }
}

/// What an offer of a publisher changes about who lives where.
struct PublisherMove: Sendable {
    /// The publisher's worker.
    var worker: MediaWorker
    /// Whether it has just been placed.
    var isNew: Bool
    /// The broadcasts that it has to do with only now.
    var fresh: [BroadcastKey]
    /// Those that had their home on another worker, and which.
    var strays: [BroadcastKey: Int]
}

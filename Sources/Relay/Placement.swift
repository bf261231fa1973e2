// SPDX-License-Identifier: Apache-2.0

/// Which worker serves which room, and how many peers each has.
///
/// All peers of a room live on one worker, so that a packet finds all its subscribers on the thread it
/// arrived on. A room is placed with its first peer, on the worker with the fewest, and forgotten with its last.
struct Placement {
    private struct Room {
        var worker: Int
        var peers: Int
    }

    private var rooms: [String: Room] = [:]
    private var peersOfWorker: [Int]

    /// - Parameter workers: at least 1.
    init(workers: Int) {
        precondition(workers > 0, "a relay has at least one worker")
        peersOfWorker = Array(repeating: 0, count: workers)
    }

    /// The worker of `room` for one more peer.
    mutating func addPeer(room: String) -> Int {
        var placed = rooms[room] ?? Room(worker: leastLoaded, peers: 0)
        placed.peers += 1
        rooms[room] = placed
        peersOfWorker[placed.worker] += 1
        return placed.worker
    }

    /// Takes back one ``addPeer(room:)``.
    mutating func removePeer(room: String) {
        guard var placed = rooms[room] else { return }
        placed.peers -= 1
        peersOfWorker[placed.worker] -= 1
        rooms[room] = placed.peers > 0 ? placed : nil
    }

    private var leastLoaded: Int {
        peersOfWorker.indices.min { peersOfWorker[$0] < peersOfWorker[$1] } ?? 0
    }
}

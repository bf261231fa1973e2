// SPDX-License-Identifier: Apache-2.0

/// Which worker is home to which broadcast, and how many peers each worker has.
///
/// A broadcast's home is where its publishers live: chosen with the first peer that is about it, the worker with the
/// fewest, and forgotten with the last. Its subscribers live there too until it is crowded, then where the fewest are:
/// a pipe to another worker costs about as much as a few subscribers.
struct Placement {
    private struct Home {
        var worker: Int
        var peers: Int
    }

    private var homes: [BroadcastKey: Home] = [:]
    private var peersOfWorker: [Int]
    private let crowd: Int

    /// - Parameters:
    ///   - workers: at least 1.
    ///   - crowd: how many more peers than the emptiest worker a home may have before its subscribers go there.
    init(workers: Int, crowd: Int) {
        precondition(workers > 0, "a relay has at least one worker")
        self.crowd = crowd
        peersOfWorker = Array(repeating: 0, count: workers)
    }

    /// The worker for one more publisher of `key`: its home.
    mutating func addPublisher(of key: BroadcastKey) -> Int {
        let worker = hold(key)
        peersOfWorker[worker] += 1
        return worker
    }

    /// The worker for one more publisher, of all of `keys`, of which there is at least one: where the first of them that
    /// has a home has it. Those that have none get that one.
    mutating func addPublisher(of keys: [BroadcastKey]) -> Int {
        precondition(!keys.isEmpty, "a publisher has a broadcast")
        let worker = keys.compactMap { homes[$0]?.worker }.first ?? leastLoaded
        peersOfWorker[worker] += 1
        hold(keys, at: worker)
        return worker
    }

    /// A publisher on `worker` has to do with `keys`, too; those that have no home get that one.
    mutating func hold(_ keys: [BroadcastKey], at worker: Int) {
        for key in keys { homes[key, default: Home(worker: worker, peers: 0)].peers += 1 }
    }

    /// Makes `worker` the home of those of `keys` whose home is elsewhere.
    ///
    /// - Returns: where that was.
    mutating func move(_ keys: [BroadcastKey], to worker: Int) -> [BroadcastKey: Int] {
        var before: [BroadcastKey: Int] = [:]
        for key in keys {
            guard let home = homes[key], home.worker != worker else { continue }
            before[key] = home.worker
            homes[key]?.worker = worker
        }
        return before
    }

    /// The worker for one more subscriber of `keys`, of which there is at least one.
    mutating func addSubscriber(of keys: [BroadcastKey]) -> Int {
        let homes = keys.map { hold($0) }
        precondition(!homes.isEmpty, "a subscriber asks for a broadcast")
        let (home, least) = (homes[0], leastLoaded)
        let isCrowded = peersOfWorker[home] > peersOfWorker[least] + crowd
        let worker = isCrowded ? least : home
        peersOfWorker[worker] += 1
        return worker
    }

    /// A subscriber has to do with `keys`, too.
    mutating func hold(_ keys: [BroadcastKey]) {
        for key in keys { _ = hold(key) }
    }

    /// A programme has to do with `sources`, too, and with its own name if it is new.
    ///
    /// - Returns: the programme's home: that of its first source, if it had none.
    mutating func holdProgramme(_ key: BroadcastKey, isNew: Bool, of sources: [BroadcastKey]) -> Int {
        let sourceHomes = sources.map { hold($0) }
        var home = homes[key] ?? Home(worker: sourceHomes.first ?? leastLoaded, peers: 0)
        if isNew { home.peers += 1 }
        homes[key] = home
        return home.worker
    }

    /// Where the publishers of `key` live; nil if nobody is about it.
    func home(of key: BroadcastKey) -> Int? { homes[key]?.worker }

    /// Takes back an ``addPublisher(of:)`` or ``addSubscriber(of:)``.
    mutating func removePeer(worker: Int, keys: [BroadcastKey]) {
        peersOfWorker[worker] -= 1
        release(keys)
    }

    /// A peer has nothing to do with `keys` any more.
    mutating func release(_ keys: [BroadcastKey]) {
        for key in keys {
            guard var home = homes[key] else { continue }
            home.peers -= 1
            homes[key] = home.peers > 0 ? home : nil
        }
    }

    private mutating func hold(_ key: BroadcastKey) -> Int {
        var home = homes[key] ?? Home(worker: leastLoaded, peers: 0)
        home.peers += 1
        homes[key] = home
        return home.worker
    }

    private var leastLoaded: Int {
        peersOfWorker.indices.min { peersOfWorker[$0] < peersOfWorker[$1] } ?? 0
    }
}

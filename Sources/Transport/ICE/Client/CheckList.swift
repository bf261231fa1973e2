// SPDX-License-Identifier: Apache-2.0

/// The pairs that a client's checks go out on, and which of them worked (RFC 8445 §6.1.2, as far as a client with one
/// address a family needs it). A value without sockets, clocks or random numbers.
struct CheckList {
    private struct Pair {
        let path: MediaPath
        /// Of the last check of this generation.
        var transaction: STUNTransaction?
        /// Whether a check was ever answered: what comes by it is the peer's.
        var isValid = false
    }

    private var pairs: [Pair] = []
    private var turn = 0
    /// The pair that media takes.
    private(set) var selected: MediaPath?
    /// Whether the present generation has no pair yet.
    private(set) var isLooking = true

    /// Adds a pair, behind all others; those that are there or beyond the bound are passed over.
    mutating func add(_ path: MediaPath) {
        guard pairs.count < TransportLimits.remoteCandidates, place(of: path) == nil else { return }
        pairs.append(Pair(path: path))
    }

    /// The pair to check next: in turn while one is looked for, then the selected one.
    mutating func next() -> MediaPath? {
        guard isLooking else { return selected }
        guard !pairs.isEmpty else { return nil }
        defer { turn = (turn + 1) % pairs.count }
        return pairs[turn % pairs.count].path
    }

    /// A check was sent. A pair's check that is not answered yet is repeated, as the same transaction.
    ///
    /// - Parameters:
    ///   - path: the pair's.
    ///   - fresh: a transaction to begin, if there is none.
    /// - Returns: the transaction to send.
    mutating func transaction(of path: MediaPath, fresh: STUNTransaction) -> STUNTransaction {
        guard let place = place(of: path) else { return fresh }
        let transaction = pairs[place].transaction ?? fresh
        pairs[place].transaction = transaction
        return transaction
    }

    /// A success came; it must come from where its check went (RFC 8445 §7.2.5.2.1).
    ///
    /// - Returns: whether it was waited for.
    mutating func succeed(_ transaction: STUNTransaction, by path: MediaPath) -> Bool {
        guard let place = place(of: path), pairs[place].transaction == transaction else { return false }
        pairs[place].transaction = nil
        pairs[place].isValid = true
        return true
    }

    /// Takes a pair that works, the first of this generation.
    ///
    /// - Returns: whether other pairs were checked, which the peer may take for nominated too.
    mutating func select(_ path: MediaPath) -> Bool {
        selected = path
        isLooking = false
        return pairs.contains { $0.path != path && ($0.transaction != nil || $0.isValid) }
    }

    /// Begins a new generation: all pairs are checked anew, and the selected one stays until one has worked.
    mutating func restart() {
        for place in pairs.indices { pairs[place].transaction = nil }
        turn = 0
        isLooking = true
    }

    /// Whether what comes by `path` is the peer's.
    func isValid(_ path: MediaPath) -> Bool {
        path == selected || pairs.contains { $0.path == path && $0.isValid }
    }

    private func place(of path: MediaPath) -> Int? {
        pairs.firstIndex { $0.path == path }
    }
}

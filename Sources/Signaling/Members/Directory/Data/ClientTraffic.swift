// SPDX-License-Identifier: Apache-2.0

/// A client's allowance for data, and the parts of files that it waits for.
struct ClientTraffic: Sendable {
    /// A part of a file that a client asked for.
    struct Pull: Equatable, Sendable {
        let uuid: String
        /// The next byte to be sent to it.
        var next: Int
        let end: Int
    }

    private var messages = TokenBucket(now: .zero)
    private var files = TokenBucket(now: .zero)
    private var bytes: ByteBudget
    /// In the order in which they are served next.
    private(set) var pulls: [Pull] = []
    /// Bytes of files that were given to its socket since that had none left.
    private(set) var inFlight = 0

    /// A client that has sent nothing yet.
    init(_ limits: DataLimits) {
        bytes = ByteBudget(limits.byteRate, now: .zero)
    }

    /// Counts a request against the rate of its kind; gives the time to wait if it is too much. Chunks are paced
    /// by the socket.
    mutating func take(_ request: DataRequest, _ limits: DataLimits, now: Duration) -> Duration? {
        let size: Int
        switch request {
        case .chunk: return nil
        case .offer, .pull, .done, .cancel: return files.take(limits.fileRate, now: now)
        case .preview(let picture): size = picture.count
        case .send(let parcel): size = parcel.data.bytes.count
        case .sendBinary(let parcel): size = parcel.payload.count
        }
        if let wait = bytes.wait(now: now) ?? messages.take(limits.messageRate, now: now) { return wait }
        bytes.spend(size, now: now)
        return nil
    }

    /// Waits for a part of a file.
    mutating func add(_ pull: Pull) {
        pulls.append(pull)
    }

    /// The part of the pull at `index` is on its way to the socket; the others are next.
    mutating func sent(_ count: Int, ofPullAt index: Int) {
        inFlight += count
        var pull = pulls.remove(at: index)
        pull.next += count
        if pull.next < pull.end { pulls.append(pull) }
    }

    /// Waits no longer for a file.
    mutating func forget(_ uuid: String) {
        pulls.removeAll { $0.uuid == uuid }
    }

    /// The socket has nothing left.
    mutating func drained() {
        inFlight = 0
    }

    /// Waits for nothing any more.
    mutating func reset() {
        pulls = []
        inFlight = 0
    }
}

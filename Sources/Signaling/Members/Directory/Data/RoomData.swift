// SPDX-License-Identifier: Apache-2.0

/// What a room keeps of its members' data: values for who comes later, files, and a picture of it.
struct RoomData: Sendable {
    /// A value that its sender has kept.
    struct Retained: Equatable, Sendable {
        let sender: ClientID
        let key: String
        var data: JSONText
    }

    /// In the order in which their keys came.
    private(set) var retained: [Retained] = []
    /// Bytes of them.
    private(set) var retainedBytes = 0
    /// The files that are offered, by their names.
    var files: [String: SharedFile] = [:]
    /// Bytes of files that are kept.
    private(set) var cachedBytes = 0
    /// Members that wait for parts of files.
    var pullers: [ClientID] = []
    var preview: RoomPreview?
    /// What members may still be sent.
    private var budget: ByteBudget
    /// The blocks that are kept, from the oldest on.
    private var arrivals = BlockQueue()

    /// A room in which nothing was said.
    init(_ limits: DataLimits) {
        budget = ByteBudget(limits.roomRate, now: .zero)
    }

    // MARK: Messages

    /// Counts a message; gives the time to wait if the room has had too much.
    mutating func spend(
        _ bytes: Int, receivers: Int, _ limits: DataLimits, now: Duration
    ) -> Duration? {
        if let wait = budget.wait(now: now) { return wait }
        budget.spend(receivers * (bytes + limits.deliveryCost), now: now)
        return nil
    }

    /// Keeps a value in place of the sender's one before under this key; `null` removes that.
    mutating func retain(
        _ data: JSONText, _ key: String, from sender: ClientID, _ limits: DataLimits
    ) throws(MemberRefusal) {
        let index = retained.firstIndex { $0.sender == sender && $0.key == key }
        let before = index.map { retained[$0].data.bytes.count } ?? 0
        if data == .null {
            if let index { retained.remove(at: index) }
            retainedBytes -= before
            return
        }
        let bytes = retainedBytes - before + data.bytes.count
        guard data.bytes.count <= limits.retainedValue, bytes <= limits.retainedBytes,
            index != nil || retained.count < limits.retainedValues
        else { throw MemberRefusal(.limitExceeded, "too much to be kept", field: "retain") }
        retainedBytes = bytes
        if let index {
            retained[index].data = data
        } else {
            retained.append(Retained(sender: sender, key: key, data: data))
        }
    }

    /// Forgets the values of a member that goes.
    mutating func forgetValues(of sender: ClientID) {
        retained.removeAll { $0.sender == sender }
        retainedBytes = retained.reduce(0) { $0 + $1.data.bytes.count }
    }

    // MARK: Files

    /// Notes that a block is kept, and gives how many bytes those are.
    mutating func keep(_ uuid: String, _ index: Int) -> Int {
        guard let count = files[uuid]?.blocks[index]?.count else { return 0 }
        arrivals.append(BlockQueue.Entry(uuid: uuid, index: index))
        cachedBytes += count
        return count
    }

    /// Forgets the oldest block; gives whose it was and how many bytes. Nil if there is none.
    mutating func evict() -> (uuid: String, bytes: Int)? {
        guard let entry = arrivals.removeFirst() else { return nil }
        let bytes = files[entry.uuid]?.forget(entry.index) ?? 0
        cachedBytes -= bytes
        return (entry.uuid, bytes)
    }

    /// Takes a file away; gives how many of its bytes were kept.
    mutating func remove(_ uuid: String) -> Int {
        guard let file = files.removeValue(forKey: uuid) else { return 0 }
        let bytes = file.blocks.values.reduce(0) { $0 + $1.count }
        cachedBytes -= bytes
        if bytes > 0 { arrivals.removeAll(of: uuid) }
        return bytes
    }
}

/// A picture of a room for those who choose one.
struct RoomPreview: Equatable, Sendable {
    /// Its name in its address; nobody guesses it.
    let id: String
    /// What those show who may see a protected room's.
    let key: String
    var jpeg: [UInt8]
    /// How many there were.
    var version = 1
    /// When it may be replaced.
    var nextChange: Duration
}

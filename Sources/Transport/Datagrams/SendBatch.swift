// SPDX-License-Identifier: Apache-2.0

internal import CShims
internal import Glibc

/// The datagrams that leave a loop at the end of its wake-up, by peer, as few messages as can be.
///
/// Slots stand in one arena and are linked by lane, so that packets that were written for one peer after the other
/// still leave as that peer's runs. Nothing is allocated per packet; a full arena is flushed, a full socket drops.
/// Loop's thread only.
@safe final class SendBatch {
    private(set) var statistics = SendStatistics()

    private let arena: UnsafeMutableRawPointer
    private let lengths: UnsafeMutablePointer<UInt16>
    private let followers: UnsafeMutablePointer<Int32>
    private var used = 0
    /// Of them those that continue the run of the slot before.
    private var continued = 0

    /// Lanes with waiting datagrams, in the order of their first.
    private var lanes: [SendLane] = []

    // The system call that is being put together.
    private let messages: UnsafeMutablePointer<CShims_Message>
    private let vectors: UnsafeMutablePointer<iovec>
    private var messageCount = 0
    private var vectorCount = 0
    private var messageLanes: [SendLane] = []
    private var descriptor: Int32 = -1

    /// Lanes that lost datagrams because a buffer was full and whose owners don't know yet.
    private var congested: [SendLane] = []
    /// Why the first path that does not segment refused to, until somebody is told.
    private var refusal: Int32?
    /// Told once in all, with the system's error number, that a path does not segment.
    var pathDidRefuseSegments: ((Int32) -> Void)?

    init() {
        // SAFETY: all freed in `deinit`. The arena's pages exist once they are written.
        unsafe arena = .allocate(byteCount: TransportLimits.slots * TransportLimits.slotBytes, alignment: 64)
        unsafe lengths = .allocate(capacity: TransportLimits.slots)
        unsafe followers = .allocate(capacity: TransportLimits.slots)
        unsafe messages = .allocate(capacity: TransportLimits.messagesPerCall)
        unsafe vectors = .allocate(
            capacity: TransportLimits.messagesPerCall * TransportLimits.segmentsPerMessage)
        messageLanes.reserveCapacity(TransportLimits.messagesPerCall)
    }

    deinit {
        unsafe arena.deallocate()
        unsafe lengths.deallocate()
        unsafe followers.deallocate()
        unsafe messages.deallocate()
        unsafe vectors.deallocate()
    }

    /// `TransportLimits.slotBytes` to write the next datagram into. It counts once it is committed; until then the
    /// same slot is given again.
    func slot() -> UnsafeMutablePointer<UInt8> {
        if used >= TransportLimits.cachedSlots { flushIfSensible() }
        // SAFETY: `used` is below the slots' number, so the slot lies in the arena.
        return unsafe (arena + used * TransportLimits.slotBytes).assumingMemoryBound(to: UInt8.self)
    }

    /// Queues the slot's first `length` bytes for `lane`.
    func commit(_ length: Int, to lane: SendLane) {
        precondition(
            length <= TransportLimits.slotBytes && used < TransportLimits.slots, "a slot was written")
        let index = Int32(used)
        unsafe lengths[used] = UInt16(truncatingIfNeeded: length)
        unsafe followers[used] = -1
        used += 1
        if lane.last >= 0 {
            if lane.last == index - 1 { continued += 1 }
            unsafe followers[Int(lane.last)] = index
        } else {
            lane.first = index
        }
        lane.last = index
        if !lane.isListed {
            lane.isListed = true
            lanes.append(lane)
        }
    }

    /// Flushes a full arena, and one that is written peer by peer already while its slots are in the processor's cache:
    /// the runs are as long then as they will be. Written packet by packet they grow until the wake-up's end.
    private func flushIfSensible() {
        if used == TransportLimits.slots || 2 * continued >= used { flush() }
    }

    /// Hands everything to the kernel.
    func flush() {
        guard used > 0 else { return }
        for lane in lanes {
            gather(lane)
            lane.first = -1
            lane.last = -1
            lane.isListed = false
        }
        sendGathered()
        lanes.removeAll(keepingCapacity: true)
        used = 0
        continued = 0
    }

    /// Whether nothing waits.
    var isEmpty: Bool { used == 0 }

    /// Tells the owners of lanes that lost datagrams to a full buffer, and of the first path that does not segment. Not
    /// from within a flush, which may happen in the middle of a fan-out.
    func report() {
        if let refusal, let tell = pathDidRefuseSegments {
            pathDidRefuseSegments = nil
            tell(refusal)
        }
        guard !congested.isEmpty else { return }
        let lanes = congested
        congested = []
        for lane in lanes {
            lane.isReported = false
            lane.didCongest?()
        }
    }

    /// Makes messages of a lane's runs.
    private func gather(_ lane: SendLane) {
        guard let descriptor = lane.descriptor else {
            lane.unrouted &+= chainCount(lane.first)
            return
        }
        if descriptor != self.descriptor {
            sendGathered()
            self.descriptor = descriptor
        }
        var slot = lane.first
        var missed = SegmentRun()
        while slot >= 0 {
            if messageCount == TransportLimits.messagesPerCall { sendGathered() }
            slot = lane.segments ? gatherRun(from: slot, lane) : gatherSingle(slot, lane, &missed)
        }
    }

    /// Makes a message of one datagram, and counts the message of several that it might have been part of; says which
    /// slot comes after it, or -1.
    private func gatherSingle(_ slot: Int32, _ lane: SendLane, _ missed: inout SegmentRun) -> Int32 {
        let length = unsafe Int(lengths[Int(slot)])
        if missed.append(length) {
            if missed.count == 2 { statistics.unsegmented &+= 1 }
        } else {
            missed = SegmentRun()
            _ = missed.append(length)
        }
        return gatherRun(from: slot, lane, limit: 1)
    }

    /// Makes one message that starts with `first`; says which slot comes after it, or -1.
    private func gatherRun(
        from first: Int32, _ lane: SendLane, limit: Int = TransportLimits.segmentsPerMessage
    ) -> Int32 {
        let start = vectorCount
        var run = SegmentRun()
        var slot = first
        while slot >= 0 {
            let index = Int(slot)
            let length = unsafe Int(lengths[index])
            guard run.append(length, limit: limit) else { break }
            // SAFETY: a message has at most 16 vectors, so 32 messages fill the array at most.
            unsafe vectors[vectorCount] = iovec(
                iov_base: arena + index * TransportLimits.slotBytes,
                iov_len: length
            )
            vectorCount += 1
            slot = unsafe followers[index]
        }
        unsafe messages[messageCount] = CShims_Message(
            address: UnsafeRawPointer(lane.address).assumingMemoryBound(to: sockaddr.self),
            addressLength: lane.addressLength,
            segmentSize: run.count > 1 ? UInt32(run.segmentBytes) : 0,
            vectors: vectors + start,
            vectorCount: UInt32(run.count)
        )
        messageCount += 1
        messageLanes.append(lane)
        return slot
    }

    /// Sends what was gathered for the present descriptor; what can't leave is counted and forgotten.
    private func sendGathered() {
        var next = 0
        while next < messageCount {
            let status = unsafe CShims_sendMessages(descriptor, messages + next, UInt32(messageCount - next))
            statistics.calls &+= 1
            if status > 0 {
                for index in next..<next + Int(status) {
                    unsafe statistics.datagrams &+= UInt64(messages[index].vectorCount)
                }
                statistics.messages &+= UInt64(status)
                next += Int(status)
            } else if status != -EINTR {
                next = handle(errno: -status, at: next)
            }
        }
        messageCount = 0
        vectorCount = 0
        messageLanes.removeAll(keepingCapacity: true)
    }

    /// Says with which message to go on after the one at `index` failed.
    private func handle(errno: Int32, at index: Int) -> Int {
        switch errno {
        case EAGAIN:
            // The socket's buffer is full: what else waits for it is lost as well.
            for lost in index..<messageCount { congest(messageLanes[lost], datagrams(of: lost)) }
            return messageCount
        case ENOBUFS, ENOMEM:
            congest(messageLanes[index], datagrams(of: index))
        case EINVAL, EMSGSIZE, EIO:
            // Segments must fit the path's MTU, and the device must sum for us; single datagrams needn't.
            if datagrams(of: index) > 1 { sendSingly(index, refusal: errno) } else { fallthrough }
        default:
            fail(messageLanes[index], datagrams(of: index))
        }
        return index + 1
    }

    /// Sends the datagrams of a message that was refused one by one. If any leaves, it was the segments that the path
    /// does not take, and they aren't tried on it again.
    private func sendSingly(_ index: Int, refusal: Int32) {
        let lane = messageLanes[index]
        let count = datagrams(of: index)
        var sent: UInt64 = 0
        trying: for place in 0..<count {
            switch sendSingle(Int(place), of: index) {
            case 0: sent += 1
            case EAGAIN, ENOBUFS, ENOMEM:
                // The rest of the frame is of no use without this one.
                congest(lane, count - place)
                break trying
            default: fail(lane, 1)
            }
        }
        statistics.datagrams &+= sent
        statistics.messages &+= sent
        guard sent > 0 else { return }
        statistics.unsegmented &+= 1
        lane.segments = false
        if self.refusal == nil { self.refusal = refusal }
    }

    /// Sends one datagram of a message; the system's error number if it didn't leave.
    private func sendSingle(_ place: Int, of index: Int) -> Int32 {
        // SAFETY: a message has as many vectors as datagrams.
        var single = unsafe messages[index]
        unsafe single.segmentSize = 0
        unsafe single.vectors += place
        unsafe single.vectorCount = 1
        var status: Int32
        repeat {
            status = unsafe CShims_sendMessages(descriptor, &single, 1)
            statistics.calls &+= 1
        } while status == -EINTR
        return status == 1 ? 0 : -status
    }

    private func datagrams(of index: Int) -> UInt64 {
        unsafe UInt64(messages[index].vectorCount)
    }

    private func fail(_ lane: SendLane, _ count: UInt64) {
        statistics.failed &+= count
        lane.failed &+= count
    }

    private func congest(_ lane: SendLane, _ count: UInt64) {
        statistics.congested &+= count
        lane.congested &+= count
        guard !lane.isReported else { return }
        lane.isReported = true
        congested.append(lane)
    }

    private func chainCount(_ first: Int32) -> UInt64 {
        var count: UInt64 = 0
        var slot = first
        while slot >= 0 {
            count &+= 1
            slot = unsafe followers[Int(slot)]
        }
        return count
    }
}

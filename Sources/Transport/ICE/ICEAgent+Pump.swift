// SPDX-License-Identifier: Apache-2.0

internal import CNice
internal import CShims
internal import RTP

/// A `GMainContext` on a libuv loop: GLib's own cycle of prepare, query, poll, check, dispatch (GLib, "The Main Event
/// Loop"), where poll is the loop's. A `uv_poll` on every descriptor that the context reports and one timer.
@safe struct PumpState {
    /// What the last query told; sorted by descriptor, as check wants it.
    var descriptors: UnsafeMutablePointer<GPollFD>
    var capacity = 4
    var count = 0
    var priority: Int32 = 0
    var polls: [LoopPoll] = []
    var timer: LoopTimer?

    init() {
        // SAFETY: freed by `stopPump`, or replaced by `query`.
        unsafe descriptors = .allocate(capacity: capacity)
    }
}

extension ICEAgent {
    /// Rounds of ready sources in a row before the rest of the loop has its turn.
    private static let roundsPerWakeUp = 4

    /// A descriptor became readable.
    private func didBecomeReadable(_ descriptor: Int32) {
        noteArrival(descriptor)
        entering { dispatch(readable: descriptor) }
    }

    /// A datagram shows that the peer lives only if it comes from its address: a stranger's must not keep a session.
    /// Looked at once a second, since it costs a system call.
    private func noteArrival(_ descriptor: Int32) {
        guard loop.now.milliseconds(since: lastArrival) >= TransportLimits.arrivalMilliseconds else { return }
        if var route {
            guard route.descriptor == descriptor,
                unsafe CShims_isNextFrom(descriptor, &route.address, route.addressLength) != 0
            else { return }
        }
        lastArrival = loop.now
    }

    /// The context's timeout is over.
    private func didTimeOut() {
        entering { dispatch(readable: nil) }
    }

    /// Check and dispatch, after what was queried last.
    private func dispatch(readable descriptor: Int32?) {
        for place in 0..<pump.count {
            let isReadable = unsafe pump.descriptors[place].fd == descriptor
            unsafe pump.descriptors[place].revents = isReadable ? UInt16(G_IO_IN.rawValue) : 0
        }
        let isReady = unsafe g_main_context_check(context, pump.priority, pump.descriptors, Int32(pump.count))
        if isReady != 0 { unsafe g_main_context_dispatch(context) }
    }

    /// Prepare and query: brings polls and timer in line with what the context waits for. Called after everything
    /// that may have changed that, inside `entering`.
    func settle() {
        var timeout: Int32 = 0
        for round in 0..<Self.roundsPerWakeUp {
            timeout = prepare()
            guard timeout == 0, round < Self.roundsPerWakeUp - 1 else { break }
            // Something is ready without any descriptor: an idle source or a timer that is due.
            dispatch(readable: nil)
        }
        watchDescriptors()
        set(timeout: timeout)
        checkPath()
    }

    /// Milliseconds until the context wants to run; -1: not by itself.
    private func prepare() -> Int32 {
        _ = unsafe g_main_context_prepare(context, &pump.priority)
        var timeout: Int32 = -1
        while true {
            let count = unsafe Int(
                g_main_context_query(context, pump.priority, &timeout, pump.descriptors, Int32(pump.capacity))
            )
            if count <= pump.capacity {
                pump.count = count
                return timeout
            }
            unsafe pump.descriptors.deallocate()
            pump.capacity = count
            unsafe pump.descriptors = .allocate(capacity: count)
        }
    }

    /// Opens and closes polls as the set of descriptors changed; mostly it did not.
    private func watchDescriptors() {
        var isSame = pump.polls.count == pump.count
        for place in 0..<pump.count where isSame {
            isSame = unsafe pump.polls[place].descriptor == pump.descriptors[place].fd
        }
        if isSame { return }
        var old = pump.polls
        var polls: [LoopPoll] = []
        for place in 0..<pump.count {
            let descriptor = unsafe pump.descriptors[place].fd
            if let known = old.firstIndex(where: { $0.descriptor == descriptor }) {
                polls.append(old.remove(at: known))
            } else if let poll = try? LoopPoll(
                loop: loop,
                descriptor: descriptor,
                { [unowned self] descriptor in didBecomeReadable(descriptor) }
            ) {
                polls.append(poll)
            }
        }
        for poll in old { poll.close() }
        pump.polls = polls
    }

    private func set(timeout: Int32) {
        let timer: LoopTimer
        if let known = pump.timer {
            timer = known
        } else {
            timer = LoopTimer(loop: loop) { [unowned self] in didTimeOut() }
            pump.timer = timer
        }
        if timeout < 0 {
            timer.stop()
        } else {
            timer.start(afterMilliseconds: Int(timeout))
        }
    }

    /// libnice closes a socket that failed. Whoever sends on it must stop before the number means another file.
    private func checkPath() {
        guard let descriptor = route?.descriptor else { return }
        if pump.polls.contains(where: { $0.descriptor == descriptor }) { return }
        route = nil
        owner.iceDidLosePath()
    }

    /// Ends polls and timer.
    func stopPump() {
        for poll in pump.polls { poll.close() }
        pump.polls = []
        pump.timer?.cancel()
        pump.timer = nil
        pump.count = 0
        unsafe pump.descriptors.deallocate()
    }
}

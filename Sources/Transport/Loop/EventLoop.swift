// SPDX-License-Identifier: Apache-2.0

internal import CShims
internal import CUV
internal import Glibc
public import RTP
internal import Synchronization

/// One thread with one libuv loop, usable as an actor's executor.
///
/// Everything of it but `enqueue`, `post`, `start`, `stop` and `currentTime` belongs to its thread. At the end of each
/// wake-up the datagrams that were queued in it leave together.
///
/// The only `@unchecked Sendable` of the project. It holds because: the queue is a mutex; `thread` is atomic;
/// `uv_async_send` is thread-safe (libuv, "uv_async_t") and only called while the queue's lock proves the handle
/// open; `phase` belongs to the one owner who makes, starts and stops the loop; all the rest is touched on the loop's
/// thread, or before it starts, or after it was joined.
@safe public final class EventLoop: SerialExecutor, @unchecked Sendable {
    /// The thread's name, of which Linux shows 15 bytes.
    public let name: String

    let uv: UnsafeMutablePointer<uv_loop_t>
    private let async: UnsafeMutablePointer<uv_async_t>
    private let beforePoll: UnsafeMutablePointer<uv_prepare_t>
    private let afterPoll: UnsafeMutablePointer<uv_check_t>

    private let queue = WorkQueue()
    /// `pthread_self` of whoever runs the loop; 0 while nobody does.
    private let thread = Atomic<UInt>(0)
    /// Whether `stop` was called; the loop's thread looks at every wake-up.
    private let isStopping = Atomic(false)
    /// Touched by whoever makes, starts and stops the loop, never by its thread.
    private var phase = Phase.made
    private var cachedNow: MonotonicTime?
    private var runsBeforeOthers = false

    /// Called at the end of each wake-up, before its datagrams leave. Loop's thread only; nil it before the loop stops.
    public var wakeUpDidEnd: (() -> Void)?

    /// Datagrams that leave at the end of this wake-up …
    let datagrams = SendBatch()
    /// … or a little later.
    private let departures: Departures
    /// Where datagrams of sockets of ours are read into.
    private(set) lazy var arrivals = ReceiveBatch()
    /// Where a received packet is decrypted; valid until the next datagram.
    let plaintext: UnsafeMutableRawBufferPointer

    private enum Phase {
        case made
        case running(pthread_t)
        case closed
    }

    /// Makes the loop; ``start()`` gives it a thread.
    ///
    /// - Throws: ``TransportError/loop(code:call:)`` when libuv gets no descriptor for it.
    public init(name: String) throws(TransportError) {
        self.name = name
        // SAFETY: allocated here, freed in `deinit`, which runs when the loop is closed.
        unsafe uv = .allocate(capacity: 1)
        unsafe async = .allocate(capacity: 1)
        unsafe beforePoll = .allocate(capacity: 1)
        unsafe afterPoll = .allocate(capacity: 1)
        unsafe plaintext = .allocate(byteCount: TransportLimits.datagramBytes, alignment: 16)
        unsafe plaintext.initializeMemory(as: UInt8.self, repeating: 0)
        departures = Departures(of: datagrams)
        let status = unsafe uv_loop_init(uv)
        guard status == 0 else {
            // `deinit` runs and must find no loop to close.
            phase = .closed
            throw .loop(code: status, call: "uv_loop_init")
        }
        try openHandles()
    }

    /// The moment of this wake-up, read once, when first asked for. Loop's thread only.
    public var now: MonotonicTime {
        if let cachedNow { return cachedNow }
        let time = MonotonicClock.read()
        cachedNow = time
        return time
    }

    /// Reads the clock. Any thread.
    public func currentTime() -> MonotonicTime {
        MonotonicClock.read()
    }

    /// When the datagram that is being received reached this machine, by the kernel's word where its socket asks for
    /// that (clients' do), else the moment of this wake-up. Loop's thread only.
    public var arrivalTime: MonotonicTime { arrivals.arrivalTime ?? now }

    /// Datagrams leave at the end of the wake-up that queued them, whatever the load: what measures others must not wait
    /// itself. Before the loop starts.
    public func sendWithoutWindow() {
        departures.mayNotWait()
    }

    /// The thread is served before the process's others when they all have work, as far as the system allows: media
    /// can't wait, and what people say and send beside it can. Before the loop starts.
    public func runBeforeOthers() {
        runsBeforeOthers = true
    }

    /// Calls `body` on the loop's thread every `milliseconds`, first after as many. Loop's thread only.
    ///
    /// The timer runs until ``LoopTimer/cancel()`` or the loop's end, whether or not the result is kept.
    public func scheduleRepeating(milliseconds: Int, _ body: @escaping () -> Void) -> LoopTimer {
        let timer = LoopTimer(loop: self, body)
        timer.start(afterMilliseconds: milliseconds, repeatingMilliseconds: milliseconds)
        return timer
    }

    // MARK: - Life

    /// Starts the thread. Once; jobs that were enqueued before run then.
    public func start() {
        guard case .made = phase else { preconditionFailure("a loop starts once") }
        var handle = pthread_t()
        // SAFETY: the thread takes over the retained reference and releases it at its end.
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        let status = unsafe pthread_create(
            &handle, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue().runThread()
                return nil
            },
            context
        )
        precondition(status == 0, "the system gives a thread at start-up (pthread_create: \(status))")
        phase = .running(handle)
    }

    /// Runs the waiting work, closes every handle and joins the thread. Not from the loop's own thread; again does
    /// nothing. Close transports first: their sockets live as long as they do. Work that comes later runs on the
    /// thread that enqueues it.
    public func stop() {
        switch phase {
        case .running(let handle):
            precondition(!isCurrent, "a loop can't wait for its own end")
            isStopping.store(true, ordering: .releasing)
            queue.whileRunning { _ = unsafe uv_async_send(async) }
            let status = pthread_join(handle, nil)
            precondition(status == 0, "the loop's thread can be joined once")
            phase = .closed
        case .made:
            closeHandles()
            finish()
            phase = .closed
        case .closed:
            break
        }
    }

    deinit {
        if case .made = phase {
            closeHandles()
            finish()
        }
        // SAFETY: the loop is closed, so libuv holds none of these any more.
        unsafe uv.deallocate()
        unsafe async.deallocate()
        unsafe beforePoll.deallocate()
        unsafe afterPoll.deallocate()
        unsafe plaintext.deallocate()
    }

    /// Whether the caller runs on the loop's thread.
    var isCurrent: Bool {
        thread.load(ordering: .relaxed) == UInt(pthread_self())
    }

    // MARK: - SerialExecutor

    /// Takes an actor's job, from any thread, and wakes the loop if it sleeps.
    public func enqueue(_ job: consuming ExecutorJob) {
        append(.job(UnownedJob(job)))
    }

    /// Calls `body` on the loop's thread, after everything that was enqueued or posted before. Any thread; cheaper
    /// than a task, and in order.
    public func post(_ body: @escaping @Sendable () -> Void) {
        append(.call(body))
    }

    private func append(_ work: LoopWork) {
        let enqueued = queue.append(work) {
            // SAFETY: inside the queue's lock, which proves the handle open.
            _ = unsafe uv_async_send(async)
        }
        if case .orphaned = enqueued { runOrphans() }
    }

    /// What `assumeIsolated` asks when the caller is no job, as in a callback of libuv.
    public func checkIsolated() {
        precondition(isCurrent, "this belongs to the thread of \(name)")
    }

    private func runQueue() {
        for work in queue.take() { run(work) }
    }

    private func run(_ work: LoopWork) {
        switch work {
        case .job(let job): unsafe job.runSynchronously(on: asUnownedSerialExecutor())
        case .call(let body): body()
        }
    }

    private func runOrphans() {
        let outer = thread.exchange(UInt(pthread_self()), ordering: .relaxed)
        while true {
            let orphans = queue.takeOrphans()
            if orphans.isEmpty { break }
            for work in orphans { run(work) }
        }
        thread.store(outer, ordering: .relaxed)
    }

    // MARK: - The thread

    private func runThread() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        unsafe CShims_nameThread(name)
        // Refused without the right to it, and then all threads are alike.
        if runsBeforeOthers {
            _ = CShims_hurryThread(TransportLimits.mediaPrecedence, TransportLimits.mediaSlice)
        }
        // Returns when the last handle is closed.
        _ = unsafe uv_run(uv, UV_RUN_DEFAULT)
        finish()
        thread.store(0, ordering: .relaxed)
    }

    /// Work arrived, or `stop` asks for the end.
    private func didWake() {
        runQueue()
        if isStopping.load(ordering: .acquiring) { closeHandles() }
    }

    /// The wake-up is over: what it queued leaves, or waits for more under load; the next one has its own time.
    private func endWakeUp() {
        wakeUpDidEnd?()
        departures.endWakeUp()
        cachedNow = nil
    }

    /// Looks at the load, and lets what waited leave in the next wake-up's end if there is none any more.
    private func noteLoad() {
        departures.noteLoad(idle: unsafe uv_metrics_idle_time(uv), now: MonotonicClock.read())
    }

    // MARK: - Handles

    private func openHandles() throws(TransportError) {
        // SAFETY: handles point at the loop unretained; `closeHandles` closes them before it can go away.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe async.pointee.data = context
        unsafe beforePoll.pointee.data = context
        unsafe afterPoll.pointee.data = context
        let status = unsafe uv_async_init(uv, async) { handle in
            guard let context = unsafe handle?.pointee.data else { return }
            unsafe Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue().didWake()
        }
        guard status == 0 else {
            _ = unsafe uv_loop_close(uv)
            phase = .closed
            throw .loop(code: status, call: "uv_async_init")
        }
        // These never fail.
        _ = unsafe uv_prepare_init(uv, beforePoll)
        _ = unsafe uv_check_init(uv, afterPoll)
        _ = unsafe uv_prepare_start(beforePoll) { handle in
            guard let context = unsafe handle?.pointee.data else { return }
            unsafe Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue().endWakeUp()
        }
        _ = unsafe uv_check_start(afterPoll) { handle in
            guard let context = unsafe handle?.pointee.data else { return }
            let loop = unsafe Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue()
            loop.noteLoad()
            loop.endWakeUp()
        }
        // Without libuv's measurement nothing ever waits.
        guard unsafe CUV_measureIdleTime(uv) == 0 else { return }
        departures.mayWait(on: self)
    }

    /// Closes what is open: the loop's own handles, and timers and polls whose owners forgot them.
    private func closeHandles() {
        queue.stop()
        wakeUpDidEnd?()
        departures.end()
        unsafe uv_walk(
            uv,
            { handle, _ in
                guard let handle = unsafe handle, unsafe uv_is_closing(handle) == 0 else { return }
                switch unsafe uv_handle_get_type(handle) {
                case UV_TIMER, UV_POLL:
                    guard let context = unsafe uv_handle_get_data(handle) else { return }
                    unsafe Unmanaged<LoopHandle>.fromOpaque(context).takeUnretainedValue().close()
                default:
                    unsafe uv_close(handle, nil)
                }
            },
            nil
        )
    }

    private func finish() {
        // Runs the callbacks of closed handles if nobody did.
        _ = unsafe uv_run(uv, UV_RUN_DEFAULT)
        let status = unsafe uv_loop_close(uv)
        precondition(status == 0, "every handle of a loop is closed before it is")
        runOrphans()
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import CUV

/// A timer on an ``EventLoop``. Made, used and cancelled on the loop's thread.
public final class LoopTimer {
    private let handle: TimerHandle

    init(loop: EventLoop, _ body: @escaping () -> Void) {
        handle = TimerHandle(loop: loop, body)
    }

    /// Ends the timer for good. Its body is released and won't be called again; cancelling twice does nothing.
    public func cancel() {
        handle.close()
    }

    /// Sets the timer anew, whether or not it runs.
    func start(afterMilliseconds first: Int, repeatingMilliseconds period: Int = 0) {
        handle.start(afterMilliseconds: first, repeatingMilliseconds: period)
    }

    /// Lets the timer rest until the next start.
    func stop() {
        handle.stop()
    }
}

private final class TimerHandle: LoopHandle {
    private let loop: EventLoop
    private var body: (() -> Void)?

    init(loop: EventLoop, _ body: @escaping () -> Void) {
        self.loop = loop
        self.body = body
        unsafe super.init(bytes: MemoryLayout<uv_timer_t>.size)
        // Never fails.
        _ = unsafe uv_timer_init(loop.uv, pointer(as: uv_timer_t.self))
        didOpen()
    }

    override func close() {
        super.close()
        body = nil
    }

    func start(afterMilliseconds first: Int, repeatingMilliseconds period: Int) {
        guard isOpen else { return }
        // Without this a timer counts from the start of the wake-up, and fires early by as much.
        unsafe uv_update_time(loop.uv)
        let milliseconds = (first: UInt64(max(first, 0)), period: UInt64(max(period, 0)))
        _ = unsafe uv_timer_start(
            pointer(as: uv_timer_t.self),
            { handle in
                guard let context = unsafe handle?.pointee.data else { return }
                unsafe Unmanaged<TimerHandle>.fromOpaque(context).takeUnretainedValue().fire()
            },
            milliseconds.first,
            milliseconds.period
        )
    }

    func stop() {
        guard isOpen else { return }
        _ = unsafe uv_timer_stop(pointer(as: uv_timer_t.self))
    }

    private func fire() {
        body?()
    }
}

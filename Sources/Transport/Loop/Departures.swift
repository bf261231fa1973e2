// SPDX-License-Identifier: Apache-2.0

internal import RTP

/// When a loop's datagrams leave: at the end of the wake-up that queued them, or within ``BatchWindow`` after it while
/// the loop has little time to spare. Loop's thread only, or before the loop starts.
final class Departures {
    private let batch: SendBatch
    private var window = BatchWindow()
    /// Ends the window that ``isHolding`` says is open; nil where nothing ever waits.
    private var timer: LoopTimer?
    private var isHolding = false

    init(of batch: SendBatch) {
        self.batch = batch
    }

    /// Datagrams may wait from now on, since the loop measures its load.
    func mayWait(on loop: EventLoop) {
        timer = LoopTimer(loop: loop) { [unowned self] in flush() }
    }

    /// Datagrams leave at the end of their wake-up.
    func mayNotWait() {
        timer?.cancel()
        timer = nil
    }

    /// Notes how many nanoseconds the loop has slept in all.
    func noteLoad(idle: UInt64, now: MonotonicTime) {
        window.note(idle: idle, now: now.nanoseconds)
    }

    /// A wake-up is over: what it queued leaves, or waits for more under load.
    func endWakeUp() {
        if batch.isEmpty || window.milliseconds == 0 || timer == nil {
            flush()
        } else if !isHolding {
            isHolding = true
            timer?.start(afterMilliseconds: window.milliseconds)
        }
    }

    /// Everything leaves, and nothing waits until the load is known anew: the loop closes its handles.
    func end() {
        flush()
        window = BatchWindow()
    }

    private func flush() {
        isHolding = false
        batch.flush()
        batch.report()
    }
}

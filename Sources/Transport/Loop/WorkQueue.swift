// SPDX-License-Identifier: Apache-2.0

/// Something to do on a loop's thread.
enum LoopWork {
    /// A step of an actor or task.
    case job(UnownedJob)
    /// A message of another thread's, which needs no task.
    case call(@Sendable () -> Void)
}

/// The work that waits for the loop's thread, in order. The only thing of a loop that other threads touch.
///
/// While the loop runs, it drains. After it stopped, whoever enqueues drains in its place, one at a time, so that an
/// actor outlives its loop without a task that never ends.
final class WorkQueue: Sendable {
    enum Enqueued {
        /// The loop must be woken.
        case first
        /// It was woken already.
        case another
        /// The loop is gone; the caller drains.
        case orphaned
    }

    private struct State {
        var work: [LoopWork] = []
        var isStopped = false
        var isDraining = false
    }

    private let state = Locked(State())

    /// Appends some work; `wake` runs inside the lock, so that it never meets a loop that is closing.
    func append(_ work: LoopWork, wake: () -> Void) -> Enqueued {
        state.withLock { state in
            state.work.append(work)
            if state.isStopped {
                if state.isDraining { return .another }
                state.isDraining = true
                return .orphaned
            }
            guard state.work.count == 1 else { return .another }
            wake()
            return .first
        }
    }

    /// Runs `body` inside the lock unless the queue is stopped.
    func whileRunning(_ body: () -> Void) {
        state.withLock { state in
            if !state.isStopped { body() }
        }
    }

    /// Takes all that waits.
    func take() -> [LoopWork] {
        state.withLock { state in
            defer { state.work = [] }
            return state.work
        }
    }

    /// From now on enqueuers drain, once the caller has: it is the first drainer, until ``takeOrphans()`` is empty.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.isDraining = true
        }
    }

    /// Takes what a drainer has to run; empty ends its duty.
    func takeOrphans() -> [LoopWork] {
        state.withLock { state in
            if state.work.isEmpty { state.isDraining = false }
            defer { state.work = [] }
            return state.work
        }
    }
}

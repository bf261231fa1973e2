// SPDX-License-Identifier: Apache-2.0

/// The jobs that wait for the loop's thread. The only thing of a loop that other threads touch.
///
/// While the loop runs, it drains. After it stopped, whoever enqueues drains in its place, one at a time, so that an
/// actor outlives its loop without a task that never ends.
final class JobQueue: Sendable {
    enum Enqueued {
        /// The loop must be woken.
        case first
        /// It was woken already.
        case another
        /// The loop is gone; the caller drains.
        case orphaned
    }

    private struct State {
        var jobs: [UnownedJob] = []
        var isStopped = false
        var isDraining = false
    }

    private let state = Locked(State())

    /// Appends a job; `wake` runs inside the lock, so that it never meets a loop that is closing.
    func append(_ job: UnownedJob, wake: () -> Void) -> Enqueued {
        state.withLock { state in
            state.jobs.append(job)
            if state.isStopped {
                if state.isDraining { return .another }
                state.isDraining = true
                return .orphaned
            }
            guard state.jobs.count == 1 else { return .another }
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

    /// Takes all waiting jobs.
    func take() -> [UnownedJob] {
        state.withLock { state in
            defer { state.jobs = [] }
            return state.jobs
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
    func takeOrphans() -> [UnownedJob] {
        state.withLock { state in
            if state.jobs.isEmpty { state.isDraining = false }
            defer { state.jobs = [] }
            return state.jobs
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A value that threads take turns with.
///
/// A pthread mutex and not `Synchronization.Mutex`: the latter's waiting is invisible to the thread sanitizer, which
/// then reports every contended use as a race (Swift 6.3 on Linux; two threads that append to one array show it).
@safe final class Locked<State>: Sendable {
    nonisolated(unsafe) private var state: State
    nonisolated(unsafe) private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init(_ state: sending State) {
        unsafe self.state = state
        // SAFETY: the mutex keeps its address until `deinit`, when nobody holds it.
        unsafe mutex = .allocate(capacity: 1)
        let status = unsafe pthread_mutex_init(mutex, nil)
        precondition(status == 0, "a plain mutex takes no resources")
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Runs `body` while no other thread is in one. Not to be nested.
    func withLock<Value>(_ body: (inout State) -> Value) -> Value {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return unsafe body(&state)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Whether something has been said since it was last forgotten.
final class OnceFlag: Sendable {
    private let raised = Atomic<Bool>(false)

    /// Raises the flag; true for whoever raised it.
    func set() -> Bool {
        !raised.exchange(true, ordering: .relaxed)
    }

    /// Takes the flag down.
    func clear() {
        raised.store(false, ordering: .relaxed)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Does the password work off the event loops, one after the other.
///
/// Bounded by the directory, which asks for one at a time.
final class PasswordWorker: Sendable {
    private let queue = DispatchQueue(label: "longwave.passwords", qos: .utility)

    /// Hashes; the result comes on the worker's thread.
    func hash(_ password: String, then done: @escaping @Sendable (PasswordHash) -> Void) {
        queue.async {
            // Without memory for a hash the room keeps one that nothing matches: nobody gets in by mistake.
            done(PasswordHasher.hash(password) ?? PasswordHash(salt: [], digest: []))
        }
    }

    /// Checks; the result comes on the worker's thread.
    func verify(_ password: String, _ hash: PasswordHash, then done: @escaping @Sendable (Bool) -> Void) {
        queue.async {
            done(PasswordHasher.verify(password, hash))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What happens to a second publisher of a broadcast that has one (W19).
public enum DuplicatePublisherPolicy: String, Sendable, CaseIterable {
    /// The newer one takes over once it connects: an encoder that crashed comes back at once.
    case takeover
    /// The newer one is refused with 409 while the older one is there.
    case reject
}

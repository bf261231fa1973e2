// SPDX-License-Identifier: Apache-2.0

/// What happens to a viewer whose broadcast is not live (W16).
public enum NotLivePolicy: Sendable, Equatable {
    /// 409 with `Retry-After`.
    case reject
    /// The POST is held until the broadcast goes live, for at most this long (up to 60 s), then as
    /// ``reject``.
    case wait(Duration)
}

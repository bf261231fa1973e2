// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The limits of requests by address, shared by all connections.
final class RateLimiter: Sendable {
    /// What is limited.
    enum Method: Sendable {
        case post, patch, socket
    }

    private struct State {
        var posts: AddressLimiter
        var patches: AddressLimiter
        var sockets: AddressLimiter
    }

    private let state: Mutex<State>
    private let limitsLoopback: Bool
    private let now: @Sendable () -> Duration

    /// The limiter of a configuration; `now` is the time since an arbitrary start.
    init(_ configuration: SignalingConfiguration, now: @escaping @Sendable () -> Duration) {
        state = Mutex(
            State(
                posts: AddressLimiter(limit: configuration.postLimit),
                patches: AddressLimiter(limit: configuration.patchLimit),
                sockets: AddressLimiter(limit: configuration.postLimit)
            )
        )
        limitsLoopback = configuration.limitsLoopback
        self.now = now
    }

    /// Counts a request. Gives the time to wait if it comes too early.
    func take(_ method: Method, from address: AddressKey) -> Duration? {
        guard limitsLoopback || !address.isLoopback else { return nil }
        let now = now()
        return state.withLock { state in
            switch method {
            case .post: state.posts.take(address, now: now)
            case .patch: state.patches.take(address, now: now)
            case .socket: state.sockets.take(address, now: now)
            }
        }
    }
}

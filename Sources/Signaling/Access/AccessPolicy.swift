// SPDX-License-Identifier: Apache-2.0

/// Who may publish and who may watch, by bearer token (W5, W26).
struct AccessPolicy: Sendable {
    /// What a request wants to do.
    enum Right: Hashable, Sendable, CaseIterable {
        case publish, play
    }

    /// What is said to it.
    enum Decision: Equatable, Sendable {
        /// Go on.
        case allowed
        /// 401: no bearer token came.
        case missing
        /// 401: the token is nobody's.
        case invalid
        /// 403: the token is good for something else.
        case forbidden
    }

    private let publishToken: [UInt8]?
    private let playToken: [UInt8]?

    /// The policy of two tokens; nil leaves that right open to everybody.
    init(publishToken: String?, playToken: String?) {
        self.publishToken = publishToken.map { Array($0.utf8) }
        self.playToken = playToken.map { Array($0.utf8) }
    }

    /// Whether `right` needs a token.
    func isGuarded(_ right: Right) -> Bool {
        switch right {
        case .publish: publishToken != nil
        case .play: playToken != nil
        }
    }

    /// Whether a request with this `Authorization` field may use `right`. Whoever may publish may watch.
    func decide(_ authorization: String?, for right: Right) -> Decision {
        guard isGuarded(right) else { return .allowed }
        guard let authorization else { return .missing }
        guard let token = BearerToken(authorization: authorization) else { return .invalid }
        // Both comparisons are always made: the time tells nothing of which one matched.
        let publishes = token.matches(publishToken ?? [])
        let plays = token.matches(playToken ?? [])
        switch right {
        case .publish: return publishes ? .allowed : (plays ? .forbidden : .invalid)
        case .play: return publishes || plays ? .allowed : .invalid
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// What stands before the resources: rate limits, tokens and bodies, each with its answer.
struct Gate: Sendable {
    private let access: AccessPolicy
    private let limiter: RateLimiter
    private let bodies: BodyReader
    private let trustsForwardedFor: Bool

    /// The gate of a configuration.
    init(_ configuration: SignalingConfiguration, limiter: RateLimiter) {
        access = AccessPolicy(publishToken: configuration.publishToken, playToken: configuration.playToken)
        bodies = BodyReader(limit: configuration.bodyLimit, deadline: configuration.bodyDeadline)
        trustsForwardedFor = configuration.trustsForwardedFor
        self.limiter = limiter
    }

    /// Throws 429 if the client's address has asked too often.
    func limit(
        _ method: RateLimiter.Method,
        _ request: Request,
        _ context: SignalingContext
    ) throws(HTTPProblem) {
        if let wait = limiter.take(method, from: address(request.headers, context.channel)) {
            throw HTTPProblem(.tooManyRequests, retryAfter: wait)
        }
    }

    /// The same for what is not a request of the responder's.
    func takes(_ method: RateLimiter.Method, from address: AddressKey) -> Bool {
        limiter.take(method, from: address) == nil
    }

    /// Throws 401 or 403 unless the request may use `right` (W5).
    func authorize(_ request: Request, for right: AccessPolicy.Right) throws(HTTPProblem) {
        switch access.decide(request.headers[.authorization], for: right) {
        case .allowed:
            return
        case .missing:
            throw HTTPProblem(.unauthorized, fields: [.wwwAuthenticate: "Bearer"])
        case .invalid:
            throw HTTPProblem(.unauthorized, fields: [.wwwAuthenticate: #"Bearer error="invalid_token""#])
        case .forbidden:
            throw HTTPProblem(.forbidden, fields: [.wwwAuthenticate: #"Bearer error="insufficient_scope""#])
        }
    }

    /// Throws 401 unless the request may learn that a session does not exist: it may if some session needs no
    /// token, and else with any good token, so that an id tells nothing by itself (W26).
    func authorizeForUnknownSession(_ request: Request) throws(HTTPProblem) {
        guard AccessPolicy.Right.allCases.allSatisfy({ access.isGuarded($0) }) else { return }
        try authorize(request, for: .play)
    }

    /// The request's body.
    func body(_ request: Request, _ context: SignalingContext) async throws(HTTPProblem) -> [UInt8] {
        try await bodies.read(request, refuseRest: context.refuseRest)
    }

    /// Whom a request of these fields on `channel` is counted for.
    func address(_ fields: HTTPFields, _ channel: any Channel) -> AddressKey {
        // Each proxy appends the address it was asked from: the last is the one that our own proxy saw.
        if trustsForwardedFor, let field = fields[.forwardedFor],
            let last = field.split(separator: ",").last
        {
            return AddressKey(String(HTTPText.trimmed(last)))
        }
        return AddressKey(channel.remoteAddress)
    }
}

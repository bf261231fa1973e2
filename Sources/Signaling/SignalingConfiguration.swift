// SPDX-License-Identifier: Apache-2.0

/// The control plane's settings. Every default suits a relay on one machine without tokens.
public struct SignalingConfiguration: Sendable {
    /// The address or host name that HTTP listens on.
    public var host = "127.0.0.1"
    /// The TCP port that HTTP listens on; 0 lets the system choose.
    public var port = 8080
    /// The bearer token that publishing needs; nil lets everybody publish.
    public var publishToken: String?
    /// The bearer token that watching and `/v1` need; nil lets everybody watch. The publish token serves too.
    public var playToken: String?
    /// The broadcast that `/whip/{room}` publishes.
    public var defaultBroadcast = "main"
    /// What happens to a second publisher of a broadcast.
    public var duplicatePublisher = DuplicatePublisherPolicy.takeover
    /// What happens to a viewer whose broadcast is not live.
    public var notLive = NotLivePolicy.reject
    /// STUN and TURN servers told to clients.
    public var iceServers: [ICEServer] = []
    /// What `Retry-After` says in 409, 429 and 503; whole seconds, at least 1.
    public var retryAfter = Duration.seconds(2)
    /// Most bytes of an SDP or fragment body; more is answered 413.
    public var bodyLimit = 64 * 1_024
    /// Time for a body to arrive; later is answered 408.
    public var bodyDeadline = Duration.seconds(10)
    /// Time for a session to connect after its answer; then it is given up (S20).
    public var connectDeadline = Duration.seconds(15)
    /// Time for a viewer to answer a counter-offer (W18).
    public var counterOfferDeadline = Duration.seconds(30)
    /// From the wish to stop until connections are closed: new sessions get 503 and `/readyz` says so,
    /// everything else goes on.
    public var drainPeriod = Duration.seconds(1)
    /// Most sessions, publishers and viewers together; more are answered 503.
    public var maximumSessions = 20_000
    /// Most sessions that are still connecting; more are answered 503.
    public var maximumUnconnectedSessions = 4_096
    /// Most HTTP connections at once; further ones wait until one closes.
    public var maximumConnections = 8_192
    /// POSTs, and as many WebSockets, that one address (IPv6: one /64) may make; more are answered 429.
    public var postLimit = RateLimit(perSecond: 50, burst: 500)
    /// PATCHes that one address (IPv6: one /64) may make; more are answered 429.
    public var patchLimit = RateLimit(perSecond: 200, burst: 2_000)
    /// Whether the rate limits hold for loopback addresses too. Off: whoever is on the machine, a load test
    /// or a reverse proxy whose forwarded address is not trusted, is not held up.
    public var limitsLoopback = false
    /// Whether the last address in `X-Forwarded-For` is the client's. Only behind a proxy that sets it:
    /// otherwise clients choose the address that limits them.
    public var trustsForwardedFor = false
    /// Time after which a connection without a request is closed.
    public var idleTimeout = Duration.seconds(60)

    /// The defaults.
    public init() {}

    /// Throws the first setting that can't be.
    func validate() throws(SignalingError) {
        for (name, token) in [("publish token", publishToken), ("play token", playToken)] {
            if let token, !BearerToken.isPresentable(token) {
                throw .invalidSetting("the \(name) is 1 to 1,024 printable ASCII characters without blanks")
            }
        }
        if let fault = iceServers.lazy.compactMap(\.fault).first {
            throw .invalidSetting(fault)
        }
        if case .wait(let time) = notLive, time <= .zero || time > Limits.longestWait {
            throw .invalidSetting("a viewer may wait for up to \(Limits.longestWait.components.seconds) s")
        }
        let checks: [(Bool, String)] = [
            ((0...65_535).contains(port), "the HTTP port lies between 0 and 65535"),
            (Name.isValid(defaultBroadcast), "the default broadcast's name is [A-Za-z0-9._-]{1,128}"),
            (retryAfter >= .seconds(1), "the time to retry after is at least one second"),
            (bodyLimit > 0, "the body limit is at least one byte"),
            (bodyDeadline > .zero, "the body deadline is longer than nothing"),
            (
                connectDeadline > .zero && counterOfferDeadline > .zero,
                "session deadlines are longer than nothing"
            ),
            (drainPeriod >= .zero, "the drain period is not negative"),
            (idleTimeout > .zero, "the idle time-out is longer than nothing"),
            (
                maximumSessions > 0 && maximumUnconnectedSessions > 0 && maximumConnections > 0,
                "at least one session and connection must be allowed"
            ),
            (
                [postLimit, patchLimit].allSatisfy { $0.perSecond > 0 && $0.burst > 0 },
                "rate limits are at least 1"
            ),
        ]
        if let failed = checks.first(where: { !$0.0 }) {
            throw .invalidSetting(failed.1)
        }
    }

    /// The directory's part of the settings.
    var roomLimits: RoomLimits {
        RoomLimits(
            sessions: maximumSessions,
            unconnectedSessions: maximumUnconnectedSessions,
            connectDeadline: connectDeadline,
            counterOfferDeadline: counterOfferDeadline
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle

/// The control plane as one service: HTTP, the rooms, and the watch over sessions.
///
/// Put it into a `ServiceGroup` after the media plane, so that it stops first. Its own graceful shutdown
/// drains (new sessions get 503, `/readyz` too) for ``SignalingConfiguration/drainPeriod``, then lets the
/// requests that are being answered finish and closes all connections, then ends every session in the media
/// plane.
public struct SignalingService: Service {
    private let configuration: SignalingConfiguration
    private let mediaPlane: any MediaPlane
    private let metrics: PrometheusMetrics
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void
    private let now: @Sendable () -> Duration
    /// Who answers for WebSockets; nil: there are none.
    private let socketOwner: (any SocketOwner)?
    /// The rooms' members, who come by WebSocket; nil in tests that have none.
    private let members: MemberService<Socket>?
    private let socketLimits: SocketLimits
    /// The rooms' owner.
    let control: ControlPlane

    /// A control plane before `mediaPlane`.
    ///
    /// - Parameters:
    ///   - configuration: The settings.
    ///   - mediaPlane: Moves the packets; this service is the one consumer of its events.
    ///   - metrics: What `/metrics` shows; also given to `MetricsSystem.bootstrap` by the program.
    ///   - logger: For the lines of this service; peers' names and problems are cleaned before they get here.
    ///   - onListening: Called once with the bound port when connections are taken.
    /// - Throws: ``SignalingError/invalidSetting(_:)``.
    public init(
        configuration: SignalingConfiguration,
        mediaPlane: any MediaPlane,
        metrics: PrometheusMetrics,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws(SignalingError) {
        let start = ContinuousClock.now
        let now: @Sendable () -> Duration = { ContinuousClock.now - start }
        try self.init(
            configuration: configuration,
            mediaPlane: mediaPlane,
            metrics: metrics,
            logger: logger,
            now: now,
            members: MemberService(
                access: AccessPolicy(
                    publishToken: configuration.publishToken, playToken: configuration.playToken),
                now: now),
            onListening: onListening
        )
    }

    /// As above, with a clock that gives the time since an arbitrary start.
    init(
        configuration: SignalingConfiguration,
        mediaPlane: any MediaPlane,
        metrics: PrometheusMetrics,
        logger: Logger,
        now: @escaping @Sendable () -> Duration,
        members: MemberService<Socket>? = nil,
        socketOwner: (any SocketOwner)? = nil,
        socketLimits: SocketLimits = SocketLimits(),
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws(SignalingError) {
        try configuration.validate()
        self.configuration = configuration
        self.mediaPlane = mediaPlane
        self.metrics = metrics
        self.logger = logger
        self.now = now
        self.members = members
        self.socketOwner = socketOwner ?? members
        self.socketLimits = socketLimits
        self.onListening = onListening
        control = ControlPlane(
            plane: mediaPlane,
            configuration: configuration,
            log: SessionLog(logger: logger, factory: metrics),
            now: now,
            tellMembers: { [members] id, publication in members?.broadcast(id, by: publication) }
        )
    }

    /// Runs until graceful shutdown or cancellation.
    ///
    /// - Throws: ``SignalingError/addressInUse(host:port:)`` and
    /// ``SignalingError/cannotListen(host:port:reason:)``.
    public func run() async throws {
        // Stopped from the last to the first, each when the one after it has ended.
        let services: [any Service] =
            [SessionKeeper(control: control), makeApplication()]
            + (members.map { [MemberKeeper(members: $0, plane: mediaPlane, control: control)] } ?? [])
            + [Drain(control: control, period: configuration.drainPeriod, logger: logger)]
        do {
            try await ServiceGroup(configuration: .init(services: services, logger: quietLogger)).run()
        } catch {
            throw listeningError(error)
        }
    }

    /// The HTTP server.
    func makeApplication() -> Application<SignalingResponder> {
        let gate = Gate(configuration, limiter: RateLimiter(configuration, now: now))
        let sockets = makeSocketEndpoint(gate)
        let pipeline = HTTPPipeline(idleTimeout: configuration.idleTimeout, logger: quietLogger)
        let connections = ConnectionCount(
            maximum: configuration.maximumConnections, retryAfter: configuration.retryAfter, logger: logger)
        return Application(
            responder: makeResponder(gate, sockets),
            server: HTTPServerBuilder { responder in
                SignalingChannel(
                    responder: responder, pipeline: pipeline, sockets: sockets, connections: connections)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: .maximum(
                    configuration.maximumConnections + ConnectionCount.reserve, logger: quietLogger)
            ),
            onServerRunning: { [logger, onListening] channel in
                let port = channel.localAddress?.port ?? 0
                logger.notice("http listening", metadata: ["http.port": "\(port)"])
                await onListening(port)
            },
            logger: quietLogger
        )
    }

    private func makeSocketEndpoint(_ gate: Gate) -> SocketEndpoint? {
        socketOwner.map { owner in
            let log = SocketLog(logger: logger, factory: metrics)
            return SocketEndpoint(owner: owner, gate: gate, limits: socketLimits, log: log)
        }
    }

    private func makeResponder(_ gate: Gate, _ sockets: SocketEndpoint?) -> SignalingResponder {
        SignalingResponder(
            endpoint: SessionEndpoint(
                control: control, gate: gate, links: configuration.iceServers.map(\.link)),
            sessions: SessionResource(control: control, gate: gate),
            rooms: RoomsResource(control: control, gate: gate),
            programmes: ProgrammeResource(control: control, gate: gate),
            previews: members.map { PreviewsResource(members: $0, gate: gate) },
            operations: OperationsResource(control: control, members: members, metrics: metrics),
            pages: .embedded,
            client: .embedded,
            demos: .embedded,
            sockets: sockets,
            requestLog: RequestLog(logger: logger, factory: metrics, now: now),
            defaultBroadcast: configuration.defaultBroadcast,
            retryAfter: configuration.retryAfter
        )
    }

    /// For the libraries below: what goes wrong there comes up as a thrown error and is said once.
    private var quietLogger: Logger {
        var quiet = logger
        quiet.logLevel = .critical
        return quiet
    }

    private static func reason(_ error: IOError) -> String {
        switch error.errnoCode {
        case EADDRNOTAVAIL: "this machine doesn't have that address"
        case EACCES: "that port needs more rights"
        default: error.description
        }
    }

    private func listeningError(_ error: any Error) -> any Error {
        let (host, port) = (configuration.host, configuration.port)
        if let error = error as? IOError {
            if error.errnoCode == EADDRINUSE {
                return SignalingError.addressInUse(host: host, port: port)
            }
            return SignalingError.cannotListen(host: host, port: port, reason: Self.reason(error))
        }
        if error is SocketAddressError || error is SocketAddressError.UnknownHost {
            return SignalingError.cannotListen(host: host, port: port, reason: "the host is not known")
        }
        return error
    }
}

// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Logging
import Metrics
import Relay
import ServiceLifecycle
import Signaling
import Transport
import UnixSignals

/// The running relay: the media plane, then the control plane before it.
struct Server {
    private let configuration: Configuration
    private let logger: Logger
    private let greeting: Greeting

    /// Sets up logging and finds out what the machine allows.
    ///
    /// - Throws: ``HostError`` if the machine does not say which addresses it has.
    init(configuration: Configuration) throws {
        self.configuration = configuration
        logger = Self.bootstrapLogging(configuration)
        let addresses = try configuration.localAddresses()
        guard !addresses.isEmpty else {
            throw SettingFault(.configuration, "the machine has no address for media: set media-host")
        }
        for address in addresses where !LocalAddresses.canBind(address) {
            throw SettingFault(
                .configuration, "media-host \(address): this machine doesn't have that address")
        }
        let openFiles = try OpenFileLimit.raise()
        guard openFiles.count > OpenFileLimit.reserved else {
            throw SettingFault(
                .configuration,
                "this process may open \(openFiles.count) files, which leaves none for viewers: raise the limit (ulimit -n)"
            )
        }
        greeting = Greeting(
            openFiles: openFiles,
            localAddresses: addresses,
            mediaPorts: configuration.mediaPortsText(cores: ProcessInfo.processInfo.activeProcessorCount),
            sharesPort: configuration.ownPorts == nil,
            portsPerAddress: configuration.portsPerAddress,
            maximumSessions: configuration[\.limits.sessions]
        )
    }

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: What keeps a plane from starting or from going on.
    func run() async throws {
        logSettings()
        if SegmentationOffload.isAvailable {
            logger.debug("the kernel segments UDP messages")
        } else {
            logger.warning("the kernel does not segment UDP messages: each packet is sent alone")
        }
        let metrics = PrometheusMetrics()
        MetricsSystem.bootstrap(metrics)
        let relay = try Relay(
            configuration: configuration.relay(
                cores: ProcessInfo.processInfo.activeProcessorCount,
                localAddresses: greeting.localAddresses
            ),
            logger: logger
        )
        var settings = configuration.signaling
        // A crowd of idle connections must not take the descriptors that media needs.
        settings.maximumConnections = min(settings.maximumConnections, greeting.openFiles.count / 4)
        let signaling = try SignalingService(
            configuration: settings,
            mediaPlane: RelayMediaPlane(relay: relay),
            metrics: metrics,
            logger: logger,
            onListening: { [self] port in greet(port: port) }
        )
        try await serve([MediaService(relay: relay), signaling])
        logger.notice("stopped")
    }

    /// Starts the services in order and stops them in the opposite one: HTTP drains and goes down before the media.
    private func serve(_ services: [any Service]) async throws {
        // The group would log the services with all that they hold, tokens too; what goes wrong it throws.
        var quiet = logger
        quiet.logLevel = .critical
        var group = ServiceGroupConfiguration(
            services: services.map {
                .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: quiet
        )
        group.maximumGracefulShutdownDuration = configuration[\.limits.drainTimeout] + Self.shutdownGrace
        try await ServiceGroup(configuration: group).run()
    }

    /// For what follows draining: requests that are being answered, and the farewell to every peer.
    private static let shutdownGrace = Duration.seconds(15)

    private func greet(port: Int) {
        switch configuration[\.logging.format] {
        case .text: StandardError.write(greeting.text(host: configuration[\.http.host], port: port))
        case .json: logger.notice("relay is up", metadata: greeting.metadata)
        }
        if let warning = greeting.warning { logger.warning("\(warning)", metadata: greeting.metadata) }
    }

    /// Says what is not at its default (S21).
    private func logSettings() {
        for change in configuration.changes {
            logger.info(
                "setting",
                metadata: [
                    "setting.name": "\(change.name)", "setting.value": "\(change.value)",
                    "setting.from": "\(change.spelling)",
                ]
            )
        }
    }

    private static func bootstrapLogging(_ configuration: Configuration) -> Logger {
        let format = configuration[\.logging.format]
        let level = configuration[\.logging.level]
        let isTerminal = StandardError.isTerminal
        LoggingSystem.bootstrap { _ in
            LineLogHandler(format: format, level: level, isTerminal: isTerminal) { StandardError.write($0) }
        }
        return Logger(label: "longwave")
    }
}

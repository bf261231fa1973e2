// SPDX-License-Identifier: Apache-2.0

import Relay
import Signaling
import Transport

extension Configuration {
    /// Whether HTTP is reached from this machine only.
    var isHTTPOnLoopback: Bool {
        let host = self[\.http.host]
        return host == "localhost" || IPAddress(host)?.isLoopback == true
    }

    /// The control plane's settings.
    var signaling: SignalingConfiguration {
        var signaling = SignalingConfiguration()
        signaling.host = self[\.http.host]
        signaling.port = self[\.http.port]
        signaling.trustsForwardedFor = self[\.http.trustForwardedFor]
        signaling.bodyLimit = self[\.http.bodyLimit]
        signaling.publishToken = self[\.access.publishToken]
        signaling.playToken = self[\.access.playToken]
        signaling.defaultBroadcast = self[\.rooms.defaultBroadcast]
        signaling.duplicatePublisher = self[\.rooms.duplicatePublisher]
        signaling.notLive = self[\.rooms.notLive] == .wait ? .wait(self[\.rooms.notLiveWait]) : .reject
        signaling.iceServers = self[\.media.iceServers].map { server in
            ICEServer(url: server.publicURL, username: server.user, credential: server.password)
        }
        signaling.maximumSessions = self[\.limits.sessions]
        signaling.maximumUnconnectedSessions = self[\.limits.connectingSessions]
        signaling.maximumConnections = self[\.limits.connections]
        signaling.connectDeadline = self[\.limits.connectTimeout]
        signaling.postLimit = RateLimit(perSecond: self[\.limits.postRate], burst: self[\.limits.postBurst])
        signaling.patchLimit = RateLimit(
            perSecond: self[\.limits.patchRate], burst: self[\.limits.patchBurst])
        signaling.limitsLoopback = self[\.limits.limitLoopback]
        signaling.retryAfter = self[\.limits.retryAfter]
        signaling.drainPeriod = self[\.limits.drainTimeout]
        return signaling
    }

    /// The local addresses for media: those asked for, or what the machine has.
    func localAddresses() throws -> [String] {
        let chosen = self[\.media.hosts]
        return chosen.isEmpty ? try LocalAddresses.all(includingLoopback: isHTTPOnLoopback) : chosen
    }

    /// Each announced address stands for local ones of its family, so there must be one.
    private func checkAnnouncements(_ localAddresses: [String]) throws(SettingFault) {
        for announced in self[\.media.announce] {
            let isIPv6 = announced.contains(":")
            guard !localAddresses.contains(where: { $0.contains(":") == isIPv6 }) else { continue }
            let family = isIPv6 ? "IPv6" : "IPv4"
            throw SettingFault(
                .configuration,
                "announce \(announced): there is no local \(family) address that it could stand for")
        }
    }

    /// The media plane's settings.
    ///
    /// - Parameters:
    ///   - cores: How many threads can run at once.
    ///   - localAddresses: IP literals, at least one.
    ///   - resolve: The address of a host name; it may block.
    /// - Returns: The settings, with addresses in place of names.
    /// - Throws: ``SettingFault`` if the name of a server has no address.
    func relay(
        cores: Int,
        localAddresses: [String],
        resolve: (String) throws -> IPAddress = { try HostName.resolve($0) }
    ) throws -> RelayConfiguration {
        try checkAnnouncements(localAddresses)
        let workers = workers(cores: cores)
        return RelayConfiguration(
            workers: workers,
            mediaPort: try sharedPorts(workers: workers)?.first,
            mediaPorts: ownPorts == nil ? nil : (self[\.media.ports] ?? .usual).range,
            localAddresses: localAddresses,
            announcedAddresses: self[\.media.announce],
            stun: try self[\.media.stun].map { server in
                let literal = try Self.literal(server, setting: "stun", resolve)
                return RelayConfiguration.STUNServer(host: literal.host, port: literal.port)
            },
            turn: try self[\.media.turn].map { try Self.turnServer($0, resolve) }
        )
    }

    /// How many peers can have ports of their own; nil if they share one or any port will do.
    var portsPerAddress: Int? {
        ownPorts == nil ? nil : (self[\.media.ports] ?? .usual).range?.count
    }

    /// How many workers there are.
    func workers(cores: Int) -> Int {
        let workers = self[\.media.workers]
        return workers == 0 ? max(1, cores) : workers
    }

    /// The workers' ports; all 0 if the system chooses, nil if each peer has its own.
    ///
    /// - Throws: ``SettingFault`` if there are not so many.
    private func sharedPorts(workers: Int) throws(SettingFault) -> [UInt16]? {
        guard ownPorts == nil else { return nil }
        let first = self[\.media.port]
        guard first > 0 else { return Array(repeating: 0, count: workers) }
        let ports = (first..<first + workers).compactMap { UInt16(exactly: $0) }
        guard ports.count == workers else {
            throw SettingFault(
                .configuration,
                "media-port \(first) is too high for \(workers) workers, which take one each: ports end at 65535"
            )
        }
        return ports
    }

    /// The media ports in words, for the log and the greeting.
    func mediaPortsText(cores: Int) -> String {
        if ownPorts != nil { return "UDP \(self[\.media.ports] ?? .usual)" }
        let (first, workers) = (self[\.media.port], workers(cores: cores))
        if first == 0 { return "UDP any" }
        return workers == 1 ? "UDP \(first)" : "UDP \(first)-\(first + workers - 1)"
    }

    private static func literal(
        _ server: HostPort,
        setting: String,
        _ resolve: (String) throws -> IPAddress
    ) throws -> HostPort {
        do {
            return HostPort(host: try resolve(server.host).description, port: server.port)
        } catch {
            throw SettingFault(
                .configuration, "\(setting) \(server): \(server.host) has no address (\(error))")
        }
    }

    private static func turnServer(
        _ url: ServerURL,
        _ resolve: (String) throws -> IPAddress
    ) throws -> RelayConfiguration.TURNServer {
        let server = try literal(url.server, setting: "turn", resolve)
        return RelayConfiguration.TURNServer(
            host: server.host,
            port: server.port,
            username: url.user ?? "",
            password: url.password ?? ""
        )
    }
}

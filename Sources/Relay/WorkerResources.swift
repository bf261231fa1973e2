// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import RTP
import Transport

/// What all workers share: values only, made once at the start.
struct WorkerResources: Sendable {
    /// The certificate that every peer sees.
    let identity: DTLSIdentity
    /// Addresses, ports and servers for ICE.
    let ice: ICEConfiguration
    /// The first worker's shared port; nil: each peer has its own.
    private let mediaPort: UInt16?

    /// - Throws: ``TransportError`` if the certificate can't be made or an address isn't an IP literal.
    init(_ configuration: RelayConfiguration) throws(TransportError) {
        identity = try DTLSIdentity.generate()
        mediaPort = configuration.mediaPort
        ice = ICEConfiguration(
            localAddresses: configuration.localAddresses,
            announced: configuration.announcedAddresses,
            portRange: configuration.mediaPorts,
            stun: configuration.stun.map { ICEConfiguration.STUNServer(host: $0.host, port: $0.port) },
            turn: configuration.turn.map {
                ICEConfiguration.TURNServer(
                    host: $0.host,
                    port: $0.port,
                    username: $0.username,
                    password: $0.password
                )
            }
        )
    }

    /// Binds the port that peers of the worker `index` share, before its loop starts; nil if they don't.
    ///
    /// - Throws: ``TransportError`` if the port is taken, or a local address isn't there.
    func openPort(of index: Int, on loop: EventLoop) throws(TransportError) -> MediaPort? {
        guard let mediaPort else { return nil }
        let number = mediaPort == 0 ? 0 : Int(mediaPort) + index
        guard let port = UInt16(exactly: number) else { throw .portsExhausted }
        return try MediaPort(loop: loop, port: port, ice: ice)
    }

    /// The wall clock, tied to the loop's clock once, so that later steps of it don't reach sender reports.
    static func wallClock(_ loop: EventLoop) -> NTPClock {
        let seconds = Date().timeIntervalSince1970
        return NTPClock(wallNanosecondsSince1970: Int64(seconds * 1e9), at: loop.currentTime())
    }
}

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

    /// - Throws: ``TransportError`` if the certificate can't be made or an address isn't an IP literal.
    init(_ configuration: RelayConfiguration) throws(TransportError) {
        identity = try DTLSIdentity.generate()
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

    /// The wall clock, tied to the loop's clock once, so that later steps of it don't reach sender reports.
    static func wallClock(_ loop: EventLoop) -> NTPClock {
        let seconds = Date().timeIntervalSince1970
        return NTPClock(wallNanosecondsSince1970: Int64(seconds * 1e9), at: loop.currentTime())
    }
}

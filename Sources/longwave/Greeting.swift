// SPDX-License-Identifier: Apache-2.0

import Logging
import Transport

/// What the relay says of itself when it is up.
struct Greeting: Equatable {
    /// What the process may open.
    let openFiles: OpenFileLimit
    /// The local addresses for media.
    let localAddresses: [String]
    /// The UDP ports for media, in words.
    var mediaPorts = "UDP any"
    /// Whether peers share them.
    var sharesPort = false
    /// The ports that peers have of their own on each address; nil if there is no such bound.
    var portsPerAddress: Int?
    /// The most sessions that the control plane lets in.
    let maximumSessions: Int

    /// Publishers and viewers that both limits allow.
    var peers: Int { min(maximumSessions, allowedPeers, portsPerAddress ?? .max) }

    private var allowedPeers: Int {
        openFiles.peers(localAddresses: localAddresses.count, sharesPort: sharesPort)
    }

    /// For people: where the pages are, and what fits.
    func text(host: String, port: Int) -> String {
        let page = "http://\(HostPort.bracketed(Self.reachable(host))):\(port)"
        let cost = OpenFileLimit.descriptorsPerPeer(
            localAddresses: localAddresses.count, sharesPort: sharesPort
        )
        return """

            longwave \(Version.current)

              studio   \(page)/studio
              watch    \(page)/watch/ROOM
              media    \(localAddresses.joined(separator: ", ")), \(mediaPorts)
              viewers  up to \(peers) (\(openFiles.count) open files, \(cost) a viewer; max-sessions \(maximumSessions))


            """
    }

    /// The same for the log.
    var metadata: Logger.Metadata {
        [
            "limit.open_files": "\(openFiles.count)", "limit.viewers": "\(peers)",
            "media.addresses": "\(localAddresses.joined(separator: ","))", "media.ports": "\(mediaPorts)",
            "version": "\(Version.current)",
        ]
    }

    /// Said if the system allows fewer peers than the settings.
    var warning: String? {
        guard allowedPeers < maximumSessions else { return nil }
        return
            "the open-file limit allows fewer sessions than max-sessions: raise it, e.g. LimitNOFILE= of systemd"
    }

    /// Where a browser on this machine finds what listens on `host`: every address includes loopback.
    private static func reachable(_ host: String) -> String {
        guard let address = IPAddress(host), address.isUnspecified else { return host }
        return address.isIPv6 ? "::1" : "127.0.0.1"
    }
}

// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The relay whose members a load's clients are, and the room.
struct MemberTargetOptions: ParsableArguments {
    @Option(help: "Base address of the relay; http.")
    var url = "http://127.0.0.1:8080"

    @Option(help: "Channel of the room.")
    var channel = "longwave-load"

    @Option(help: "The room's sessionid.")
    var room = "load"

    @Option(help: "Bearer token.")
    var token: String?

    @Option(help: "Threads that carry clients, 1 to 64.")
    var threads = 1

    @Option(help: "Process id of a relay on this machine: its CPU time and memory are reported.")
    var serverPid: Int?

    @Option(help: "Address that ICE uses on this side; repeatable.")
    var localAddress: [String] = ["127.0.0.1"]

    @Flag(help: "Aim at a relay that is not on this machine. Only with its owner's consent.")
    var allowRemote = false

    /// - Throws: ``TargetError`` or ``LoadError/noSocketAddress(_:)``, in one line.
    func endpoint() throws -> SocketEndpoint {
        let endpoint = try SocketEndpoint(url)
        guard allowRemote || LoadTarget.isThisMachine(endpoint.host) else {
            throw TargetError.remote(endpoint.host)
        }
        guard (1...64).contains(threads) else { throw TargetError.threads(threads) }
        return endpoint
    }
}

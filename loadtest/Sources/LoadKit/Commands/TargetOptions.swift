// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// Where a load is aimed, and from where.
struct TargetOptions: ParsableArguments {
    @Option(help: "Base address of the server.")
    var url = "http://127.0.0.1:8080"

    @Option(
        help:
            "What the server speaks: whip (WHIP and WHEP), janus (Janus's HTTP API and VideoRoom) or members (Longwave's rooms over WebSocket)."
    )
    var peer = PeerKind.whip

    @Option(help: "Room to publish to and to watch; several rooms get numbers behind it.")
    var room = "load"

    @Option(help: "Path of the WHIP endpoint; {room} and {broadcast} are filled in.")
    var whip = "/whip/{room}/{broadcast}"

    @Option(help: "Path of the WHEP endpoint; {room} and {broadcast} are filled in.")
    var whep = "/whep/{room}/{broadcast}"

    @Option(help: "Path of Janus's HTTP API.")
    var janus = "/janus"

    @Option(help: "Bearer token for WHIP and WHEP.")
    var token: String?

    @Option(help: "Threads that carry viewers, 1 to 64.")
    var threads = 1

    @Option(help: "Process id of a server on this machine: its CPU time and memory are reported.")
    var serverPid: Int?

    @Option(help: "Address that ICE uses on this side; repeatable.")
    var localAddress: [String] = ["127.0.0.1"]

    @Flag(help: "Aim at a server that is not on this machine. Only with its owner's consent.")
    var allowRemote = false

    /// - Throws: `TargetError`, in one line.
    func check() throws {
        guard let address = URL(string: url), let host = address.host(),
            ["http", "https"].contains(address.scheme)
        else { throw TargetError.notAnAddress(url) }
        guard allowRemote || LoadTarget.isThisMachine(host) else { throw TargetError.remote(host) }
        guard (1...64).contains(threads) else { throw TargetError.threads(threads) }
    }
}

extension PeerKind: ExpressibleByArgument {}

/// What is wrong with a target.
enum TargetError: Error, Equatable, CustomStringConvertible {
    case notAnAddress(String)
    case remote(String)
    case threads(Int)

    var description: String {
        switch self {
        case .notAnAddress(let text):
            "--url is \(text), but must be an http or https address, such as http://127.0.0.1:8080"
        case .remote(let host): "--url \(host) is not an address of this machine; --allow-remote permits it"
        case .threads(let count): "--threads is \(count), but must be a whole number from 1 to 64"
        }
    }
}

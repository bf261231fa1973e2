// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// The settings of a run, as the command line gives them.
struct LoadOptions: ParsableArguments {
    @Option(help: "Base address of the server.")
    var url = "http://127.0.0.1:8080"

    @Option(help: "Room to publish to and to watch.")
    var room = "load"

    @Option(help: "Path of the WHIP endpoint; {room} and {broadcast} are filled in.")
    var whip = "/whip/{room}/{broadcast}"

    @Option(help: "Path of the WHEP endpoint; {room} and {broadcast} are filled in.")
    var whep = "/whep/{room}/{broadcast}"

    @Option(help: "Bearer token for both.")
    var token: String?

    @Option(help: "Broadcasters, 0 to 100; 0 watches what others publish under the same names.")
    var broadcasters = 1

    @Option(help: "Viewers, spread evenly over the broadcasts, 0 to 20,000.")
    var viewers = 200

    @Option(help: "Viewers that join per second while the load builds up.")
    var ramp = 50

    @Option(help: "Viewers per second that leave and are replaced, once all are there.")
    var churn = 0

    @Option(help: "Seconds to measure after the last viewer was asked for.")
    var seconds = 30

    @Option(help: "Video bitrate of a broadcaster, in bits per second; 0 for audio only.")
    var bitrate = 2_500_000

    @Option(help: "Video frames per second.")
    var fps = 30

    @Option(help: "RTP payload bytes of a full video packet, 200 to 1,200.")
    var packetSize = 1_160

    @Option(help: "Seconds between keyframes that nobody asked for.")
    var keyframeInterval = 10

    @Option(help: "Threads that carry viewers.")
    var threads = 1

    @Option(help: "Process id of a server on this machine: its CPU time and memory are reported.")
    var serverPid: Int?

    @Option(help: "Address that ICE uses on this side; repeatable.")
    var localAddress: [String] = ["127.0.0.1"]

    @Option(help: "Also write the report as JSON to this file.")
    var json: String?

    @Flag(help: "Aim at a server that is not on this machine. Only with its owner's consent.")
    var allowRemote = false

    func validate() throws {
        func require(_ isValid: Bool, _ message: String) throws {
            guard isValid else { throw ValidationError(message) }
        }
        guard let url = URL(string: url), let host = url.host(), ["http", "https"].contains(url.scheme) else {
            throw ValidationError("--url must be an http or https address, such as http://127.0.0.1:8080")
        }
        try require(
            allowRemote || LoadTarget.isThisMachine(host),
            "--url \(host) is not an address of this machine; --allow-remote permits it"
        )
        try require((0...100).contains(broadcasters), "--broadcasters must be 0 to 100")
        try require((0...20_000).contains(viewers), "--viewers must be 0 to 20,000")
        try require(broadcasters + viewers > 0, "nothing to do without broadcasters and viewers")
        try require((1...10_000).contains(ramp), "--ramp must be 1 to 10,000 viewers per second")
        try require((0...1_000).contains(churn), "--churn must be 0 to 1,000 viewers per second")
        try require((1...86_400).contains(seconds), "--seconds must be 1 to 86,400")
        try require(
            bitrate == 0 || (50_000...50_000_000).contains(bitrate),
            "--bitrate must be 0, or 50,000 to 50,000,000"
        )
        try require((1...120).contains(fps), "--fps must be 1 to 120")
        try require((200...1_200).contains(packetSize), "--packet-size must be 200 to 1,200 bytes")
        try require((1...3_600).contains(keyframeInterval), "--keyframe-interval must be 1 to 3,600 seconds")
        try require((1...64).contains(threads), "--threads must be 1 to 64")
    }
}

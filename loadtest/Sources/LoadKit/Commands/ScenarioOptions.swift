// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A scenario and what the command line changes in it.
struct ScenarioOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A scenario's name or file; without one, the defaults.",
            discussion:
                "The names are those of loadtest/scenarios: broadcast, rooms, churn, join-storm, lossy, idle.",
            valueName: "scenario"
        )
    )
    var scenario: String?

    @Option(help: "Rooms, 1 to 1,000. (default: 1)")
    var rooms: Double?

    @Option(help: "Broadcasters in each room, 0 to 100; 0 watches what others publish. (default: 1)")
    var broadcasters: Double?

    @Option(help: "Viewers, spread evenly over all broadcasts, 0 to 20,000. (default: 200)")
    var viewers: Double?

    @Option(help: "Viewers that join per second while the load builds up, 1 to 10,000. (default: 50)")
    var ramp: Double?

    @Option(help: "Viewers that join on top, a third into the hold, 0 to 20,000. (default: 0)")
    var storm: Double?

    @Option(help: "Seconds within which they join. (default: 2)")
    var stormSeconds: Double?

    @Option(help: "Viewers per second that leave and are replaced, 0 to 1,000. (default: 0)")
    var churn: Double?

    @Option(
        name: [.long, .customLong("seconds")],
        help: "Seconds to measure once everybody has joined, 1 to 86,400. (default: 30)"
    )
    var hold: Double?

    @Option(help: "Video of a broadcaster in bits per second; 0, or 50,000 to 50,000,000. (default: 2500000)")
    var bitrate: Double?

    @Option(help: "Video frames per second, 1 to 120. (default: 30)")
    var fps: Double?

    @Option(help: "RTP payload bytes of a full video packet, 200 to 1,200. (default: 1160)")
    var packetSize: Double?

    @Option(
        help: """
            How much faster than the bitrate a frame's packets leave, 1 to 100, as senders with a pacer do (browsers: 2.5); \
            0: all at once. (default: 0)
            """
    )
    var pacing: Double?

    @Option(help: "Seconds between keyframes that nobody asked for, 1 to 3,600. (default: 10)")
    var keyframeInterval: Double?

    @Flag(inversion: .prefixedNo, help: "Send sound only. (default: --no-audio-only)")
    var audioOnly: Bool?

    @Flag(inversion: .prefixedNo, help: "Send pictures only. (default: --no-video-only)")
    var videoOnly: Bool?

    @Flag(
        inversion: .prefixedNo,
        help: "Fall silent before viewers join, who then only stay connected. (default: --no-idle)"
    )
    var idle: Bool?

    @Option(
        help: """
            Percent of video packets that viewers throw away before they count, 0 to 50; they ask for them again \
            by NACK and take RTX. (default: 0)
            """
    )
    var loss: Double?

    @Option(help: "SRTP profile that handshakes agree to: any, aes-gcm or aes-cm. (default: any)")
    var profile: String?

    @Option(
        help: """
            Fraction of viewers that decrypt and check every byte, 0 to 1, at least one viewer; the others count by the \
            RTP header alone. (default: 0.05)
            """
    )
    var verify: Double?

    /// The scenario with all that the flags say.
    func resolved(_ library: ScenarioLibrary = ScenarioLibrary()) throws(ScenarioError) -> Scenario {
        var result = Scenario()
        if let scenario { result = try library.scenario(scenario).scenario }
        for (field, value) in overrides { try result.set(field, value) }
        guard result.broadcasters + result.viewers + result.storm > 0 else { throw .nothingToDo }
        return result
    }

    private var overrides: [(ScenarioField, ScenarioValue)] {
        let numbers: [(ScenarioField, Double?)] = [
            (.rooms, rooms), (.broadcasters, broadcasters), (.viewers, viewers), (.ramp, ramp),
            (.storm, storm),
            (.stormSeconds, stormSeconds), (.churn, churn), (.hold, hold), (.bitrate, bitrate),
            (.framesPerSecond, fps), (.packetBytes, packetSize), (.keyframeInterval, keyframeInterval),
            (.pacing, pacing), (.loss, loss), (.verify, verify),
        ]
        var all = numbers.compactMap { field, number in number.map { (field, ScenarioValue.number($0)) } }
        if let audioOnly { all.append((.audioOnly, .flag(audioOnly))) }
        if let videoOnly { all.append((.videoOnly, .flag(videoOnly))) }
        if let idle { all.append((.idle, .flag(idle))) }
        if let profile { all.append((.profile, .text(profile))) }
        return all
    }
}

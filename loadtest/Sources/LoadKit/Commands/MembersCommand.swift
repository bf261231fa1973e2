// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `longwave-load members`: probes that are members of a room, and count what they get.
struct MembersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members",
        abstract:
            "Joins a room as members over WebSocket, and counts the packets of each stream that is published there.",
        discussion: """
            The room must be there. Members decrypt and decode nothing, but for the first, who decrypts. Exit code 2 says that \
            somebody was not let in, or got too little of a stream; 1 that there is no such room.
            """
    )

    @OptionGroup(title: "Members") var members: MembersOptions
    @OptionGroup(title: "Target") var target: MemberTargetOptions
    @Option(help: "Also write the figures as JSON to this file.") var json: String?

    func run() async throws {
        let report = try await MembersRun(members.plan(target)).run()
        print(MembersText(report).text)
        try ReportOptions.write(report, toJSON: json)
        if !report.isClean { throw ExitCode(2) }
    }
}

/// Who the members of a room are, and what they do.
struct MembersOptions: ParsableArguments {
    @Option(help: "Members that only receive, 0 to 10000.")
    var viewers = 1

    @Option(help: "Members that publish synthetic media, and receive, 0 to 100.")
    var publishers = 0

    @Option(help: "Video bitrate of a publisher in bit/s; 0: sound alone.")
    var bitrate = 500_000

    @Option(help: "How many join in a second, 1 to 10000.")
    var rate = 50

    @Option(help: "Seconds that are counted, 1 to 86400.")
    var seconds = 20

    @Option(help: "Streams that the room has, 0 to 64: counting begins once everybody gets them.")
    var streams = 1

    @Option(help: "Seconds until it begins all the same, 0 to 3600.")
    var patience = 30

    @Option(help: "Percent of each track's packets that each must get, 0 to 100.")
    var least = 95.0

    @Option(help: "Beginning of the members' userids.")
    var userid = "probe"

    @Flag(
        help: "Stay when ejected: keep socket and transport open, go on sending, and count what still comes.")
    var ignoreEjection = false

    /// - Throws: a `ValidationError`, or what is wrong with the target, in one line.
    func plan(_ target: MemberTargetOptions) throws -> MembersPlan {
        try Bounds.check(viewers, "viewers", 0...10_000)
        try Bounds.check(publishers, "publishers", 0...100)
        try Bounds.check(rate, "rate", 1...10_000)
        try Bounds.check(seconds, "seconds", 1...86_400)
        try Bounds.check(streams, "streams", 0...64)
        try Bounds.check(patience, "patience", 0...3_600)
        guard viewers + publishers > 0 else { throw ValidationError("--viewers and --publishers are both 0") }
        var scenario = Scenario()
        // Members check no payloads: whoever publishes may send what he likes.
        scenario.broadcasters = 0
        scenario.verify = 0
        scenario.bitrate = bitrate
        return MembersPlan(
            endpoint: try target.endpoint(), channel: target.channel, room: target.room, token: target.token,
            prefix: userid, viewers: viewers, publishers: publishers, rate: rate, seconds: seconds,
            streams: streams, patience: patience, least: least, ignoresEjection: ignoreEjection,
            threads: target.threads, serverPID: target.serverPid, localAddresses: target.localAddress,
            scenario: scenario)
    }
}

/// Bounds of options that are whole numbers.
enum Bounds {
    /// - Throws: a `ValidationError` that names the option, in one line.
    static func check(_ value: Int, _ name: String, _ bounds: ClosedRange<Int>) throws {
        guard bounds.contains(value) else {
            throw ValidationError(
                "--\(name) is \(value), but must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
            )
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `longwave-load signalling`: thousands of clients in one room, over their sockets and without media.
struct SignallingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signalling",
        abstract:
            "Lets clients join one room over WebSocket, and measures joins, messages to all, and memory.",
        discussion: """
            The first client opens the room, the others join it at a steady rate. After a silent hold the first \
            sends messages to all. Exit code 2 says that somebody did not join, was lost or did not hear a \
            message, or that of 1000 clients and more each idle one took 40 KiB or more.
            """
    )

    @OptionGroup(title: "Load") var load: SignallingOptions
    @OptionGroup(title: "Target") var target: MemberTargetOptions
    @Option(help: "Also write the figures as JSON to this file.") var json: String?

    func run() async throws {
        let report = try await SignallingRun(load.plan(target)).run()
        print(SignallingText(report).text)
        try ReportOptions.write(report, toJSON: json)
        if !report.isClean { throw ExitCode(2) }
    }
}

/// What clients do in a signalling load.
struct SignallingOptions: ParsableArguments {
    @Option(help: "Clients in the room, 2 to 10000.")
    var clients = 2_000

    @Option(help: "How many join in a second, 1 to 10000.")
    var rate = 200

    @Option(
        help:
            "Seconds in which everybody is there and silent, 0 to 86400: what memory and idling cost is measured."
    )
    var hold = 10

    @Option(help: "Messages to all, 0 to 10000.")
    var messages = 20

    @Option(help: "Milliseconds between them, 50 to 60000; the relay allows 20 a second.")
    var interval = 500

    @Flag(
        help: """
            Join as participants: each joining is then told to all who are there. Without it as viewers, of whom a \
            relay tells the first 100 one by one.
            """)
    var participants = false

    /// - Throws: a `ValidationError`, in one line.
    func plan(_ target: MemberTargetOptions) throws -> SignallingPlan {
        try Bounds.check(clients, "clients", 2...10_000)
        try Bounds.check(rate, "rate", 1...10_000)
        try Bounds.check(hold, "hold", 0...86_400)
        try Bounds.check(messages, "messages", 0...10_000)
        try Bounds.check(interval, "interval", 50...60_000)
        return SignallingPlan(
            endpoint: try target.endpoint(), clients: clients, rate: rate, hold: hold, messages: messages,
            interval: interval, channel: target.channel, room: target.room, token: target.token,
            part: participants ? nil : .viewer, threads: target.threads, serverPID: target.serverPid)
    }
}

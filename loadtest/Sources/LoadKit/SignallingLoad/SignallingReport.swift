// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A signalling load's figures, as they are written to JSON. Times are in milliseconds unless the name says otherwise.
struct SignallingReport: Codable, Equatable, Sendable {
    struct Clients: Codable, Equatable, Sendable {
        /// Clients that began to connect, the one who opened the room included.
        let asked: Int
        let joined: Int
        /// Were in, and lost their socket.
        let lost: Int
        /// Not let in: how often for which reason.
        let refused: [String: Int]
        /// Messages that no client could read.
        let misunderstood: Int
    }

    struct Joining: Codable, Equatable, Sendable {
        /// As asked for, and as it came about: joins per second.
        let rate: Int
        let reachedRate: Double
        /// From before the connection until the welcome.
        let greeting: Percentiles
        /// From the request to its reply.
        let join: Percentiles
    }

    struct FanOut: Codable, Equatable, Sendable {
        struct Round: Codable, Equatable, Sendable {
            let reached: Int
            /// Until the last of them got it.
            let milliseconds: Double
        }

        /// Who should hear each message: all but the speaker.
        let listeners: Int
        let rounds: [Round]
        /// From sending until all got it, of the messages that all got.
        let toAll: Percentiles
        /// From sending until one got it, of all receipts.
        let toEach: Percentiles

        /// Messages that somebody did not get.
        var incomplete: Int { rounds.count { $0.reached < listeners } }
    }

    struct Server: Codable, Equatable, Sendable {
        /// Milliseconds of processor time for each client that connected, said hello and joined.
        let joinCPUMilliseconds: Double
        /// Over the hold, percent of a core, and microseconds for each client and second.
        let holdPercent: Double
        let idleMicroseconds: Double
        /// Milliseconds of processor time for each message.
        let messageCPUMilliseconds: Double
        /// Resident memory: nobody there, the room open, all there at the end of the hold, everybody gone.
        let idleMiB: Double
        let emptyMiB: Double
        let fullMiB: Double
        let goneMiB: Double
        /// What clients that only stay added, for each.
        let kibibytesPerClient: Double
    }

    struct Generator: Codable, Equatable, Sendable {
        /// Percent of a core while clients joined, stayed and heard messages.
        let joiningPercent: Double
        let holdPercent: Double
        let speakingPercent: Double
        /// What it may use: of its threads and the cores it is on, the fewer.
        let cores: Int
        /// While messages were sent, what neither it nor the server used; nil without a look at the server.
        let othersPercent: Double?

        var isNearLimit: Bool {
            max(joiningPercent, speakingPercent) > GeneratorFigures.trustedPercent * Double(cores)
        }
        var isDisturbed: Bool { (othersPercent ?? 0) > GeneratorFigures.quietPercent }
    }

    /// A message is to reach everybody within so many milliseconds …
    static let wantedMilliseconds = 250.0
    /// … and an idle client to take less memory than this.
    static let wantedKibibytes = 40.0

    let url: String
    let isViewers: Bool
    let holdSeconds: Double
    let clients: Clients
    let joining: Joining
    let fanOut: FanOut
    let server: Server?
    let generator: Generator

    /// Of fewer clients what each takes is not told from what memory does by itself.
    static let weighedClients = 1_000

    /// Whether everybody came in, stayed and heard everything, and took no more memory than is wanted. Times are not judged: they
    /// are the machine's, too.
    var isClean: Bool { faults.isEmpty }

    /// What is not as it should be, a line each.
    var faults: [String] {
        var faults: [String] = []
        let missing = clients.asked - clients.joined
        if missing > 0 || !clients.refused.isEmpty { faults.append("\(missing) clients did not join") }
        if clients.lost > 0 { faults.append("\(clients.lost) clients lost their sockets") }
        if clients.misunderstood > 0 {
            faults.append("\(clients.misunderstood) messages were not understood")
        }
        if fanOut.incomplete > 0 { faults.append("\(fanOut.incomplete) messages did not reach everybody") }
        if let server, clients.joined >= Self.weighedClients,
            server.kibibytesPerClient >= Self.wantedKibibytes
        {
            let memory = Figure.decimal(server.kibibytesPerClient, 1)
            faults.append(
                "an idle client takes \(memory) KiB, not under \(Figure.whole(Self.wantedKibibytes))")
        }
        return faults
    }

    init(plan: SignallingPlan, counts: SignallingTally.Counts, moments: SignallingMoments) {
        url = "http://\(plan.endpoint.host):\(plan.endpoint.port)"
        isViewers = plan.part != nil
        holdSeconds = moments.held.seconds(since: moments.full)
        clients = Clients(
            asked: counts.asked, joined: counts.joined, lost: counts.lost, refused: counts.refusals,
            misunderstood: counts.misunderstood)
        joining = Joining(
            rate: plan.rate,
            reachedRate: Double(counts.joined - 1) / max(moments.joined.seconds(since: moments.empty), 0.001),
            greeting: Percentiles(counts.greeting),
            join: Percentiles(counts.joining))
        fanOut = FanOut(counts)
        server = Server(moments, clients: counts.joined, messages: counts.rounds.count)
        generator = Generator(
            moments, cores: min(plan.threads, ProcessInfo.processInfo.activeProcessorCount))
    }
}

extension SignallingReport.FanOut {
    init(_ counts: SignallingTally.Counts) {
        let listeners = counts.joined - 1
        self.listeners = listeners
        rounds = counts.rounds.map {
            Round(reached: $0.reached, milliseconds: Double($0.microseconds) / 1_000)
        }
        var whole = Histogram()
        for round in counts.rounds where round.reached >= listeners {
            whole.add(microseconds: round.microseconds)
        }
        toAll = Percentiles(whole)
        toEach = Percentiles(counts.delivery)
    }
}

extension SignallingReport.Server {
    /// Nil without a look at the server.
    init?(_ moments: SignallingMoments, clients: Int, messages: Int) {
        guard let idle = moments.idle.server, let empty = moments.empty.server,
            let held = moments.held.server,
            let gone = moments.gone, let joining = moments.joined.serverSeconds(since: moments.empty),
            let holding = moments.held.serverSeconds(since: moments.full),
            let speaking = moments.spoken.serverSeconds(since: moments.held)
        else { return nil }
        let joined = Double(max(1, clients - 1))
        let seconds = max(moments.held.seconds(since: moments.full), 0.001)
        joinCPUMilliseconds = joining * 1_000 / joined
        holdPercent = 100 * holding / seconds
        idleMicroseconds = holding * 1e6 / seconds / Double(max(1, clients))
        let staying = holding / seconds * moments.spoken.seconds(since: moments.held)
        messageCPUMilliseconds = messages > 0 ? max(0, speaking - staying) * 1_000 / Double(messages) : 0
        idleMiB = idle.residentMiB
        emptyMiB = empty.residentMiB
        fullMiB = held.residentMiB
        goneMiB = gone.residentMiB
        kibibytesPerClient = (held.residentMiB - empty.residentMiB) * 1_024 / joined
    }
}

extension SignallingReport.Generator {
    init(_ moments: SignallingMoments, cores: Int) {
        joiningPercent = Self.percent(moments.joined, moments.empty)
        holdPercent = Self.percent(moments.held, moments.full)
        speakingPercent = Self.percent(moments.spoken, moments.held)
        self.cores = cores
        othersPercent = moments.spoken.otherSeconds(since: moments.held)
            .map { 100 * $0 / max(moments.spoken.seconds(since: moments.held), 0.001) }
    }

    private static func percent(_ now: Moment, _ before: Moment) -> Double {
        100 * (now.generatorSeconds(since: before) ?? 0) / max(now.seconds(since: before), 0.001)
    }
}

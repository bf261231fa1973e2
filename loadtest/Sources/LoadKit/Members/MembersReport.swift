// SPDX-License-Identifier: Apache-2.0

/// What the members of a room got, as it is written to JSON.
struct MembersReport: Codable, Equatable, Sendable {
    /// One member.
    struct Probe: Codable, Equatable, Sendable {
        let userid: String
        let isPublisher: Bool
        /// Whether the room let it in.
        let isIn: Bool
        /// Whether its transport was connected at the end.
        let isConnected: Bool
        /// The first thing that went wrong: what it was refused, or why its socket, room or transport ended.
        let failure: String?
        let isEjected: Bool
        /// Streams that it should get at least.
        let wanted: Int
        /// In the order in which they were offered.
        let tracks: [TrackFigures]
        /// Packets of no promised stream, since it joined.
        let unexpected: Int
        /// Packets in each second of the count.
        let perSecond: [Int]
        /// Packets in each second since it was ejected; nil if it was not.
        let afterEjection: [Int]?

        var streams: Int { Set(tracks.map(\.streamid)).count }
    }

    /// One track of a stream over all members who got it.
    struct Track: Codable, Equatable, Sendable {
        let streamid: String
        let isVideo: Bool
        let probes: Int
        let expected: Int
        let received: Int
        /// The least that one of them got: of what it was promised, and of what came to the one who got most.
        let leastPercent: Double
        /// Milliseconds of the longest time without a packet that one of them saw.
        let longestGap: Int
    }

    struct Process: Codable, Equatable, Sendable {
        let cpuSeconds: Double
        /// Of one core.
        let cpuPercent: Double
        let residentMiB: Double
    }

    let url: String
    let channel: String
    let room: String
    /// As measured.
    let seconds: Double
    let viewers: Int
    let publishers: Int
    /// The least that each is to get of each track.
    let wantedPercent: Double
    let tracks: [Track]
    let probes: [Probe]
    /// Packets that our publishers sent, since they joined.
    let published: Int
    let server: Process?
    let generator: Process?

    init(
        plan: MembersPlan, seconds: Double, probes: [Probe], published: Int, server: Process?,
        generator: Process?
    ) {
        url = "http://\(plan.endpoint.host):\(plan.endpoint.port)"
        channel = plan.channel
        room = plan.room
        self.seconds = seconds
        viewers = plan.viewers
        publishers = plan.publishers
        wantedPercent = plan.least
        tracks = Track.all(of: probes)
        self.probes = probes
        self.published = published
        self.server = server
        self.generator = generator
    }

    /// Whether all, but for those who were ejected, got their streams, and enough of each.
    var isClean: Bool {
        probes.allSatisfy { $0.isEjected || $0.failure == nil && $0.isIn && $0.streams >= $0.wanted }
            && tracks.allSatisfy { $0.leastPercent >= wantedPercent }
    }
}

extension MembersReport.Probe {
    init(_ client: MemberClient, _ figures: WindowFigures?, isPublisher: Bool, wanted: Int) {
        let state = client.state
        self.init(
            userid: client.part.userid,
            isPublisher: isPublisher,
            isIn: state.isIn,
            isConnected: figures?.isConnected ?? false,
            failure: state.failure ?? state.ended ?? figures?.closed,
            isEjected: state.isEjected,
            wanted: wanted,
            tracks: figures?.tracks ?? [],
            unexpected: figures?.unexpected ?? 0,
            perSecond: figures?.perSecond ?? [],
            afterEjection: figures?.afterEjection
        )
    }
}

extension MembersReport.Track {
    private struct Name: Hashable {
        let streamid: String
        let isVideo: Bool
    }

    /// All tracks that somebody who was not ejected got, by their names.
    static func all(of probes: [MembersReport.Probe]) -> [MembersReport.Track] {
        let tracks = probes.filter { !$0.isEjected }.flatMap(\.tracks)
        return Dictionary(grouping: tracks) { Name(streamid: $0.streamid, isVideo: $0.isVideo) }
            .sorted { ($0.key.streamid, $0.key.isVideo ? 1 : 0) < ($1.key.streamid, $1.key.isVideo ? 1 : 0) }
            .map { Self($0.key, $0.value) }
    }

    private init(_ name: Name, _ tracks: [TrackFigures]) {
        // What is dropped before it is numbered leaves no gap, but then others have got more. Who came or was left
        // in the middle can't be compared.
        let most = tracks.map(\.received).max() ?? 0
        let least = tracks.filter { !$0.hasEnded }
            .map { Self.percent($0.received, max($0.expected, most)) }.min()
        self.init(
            streamid: name.streamid,
            isVideo: name.isVideo,
            probes: tracks.count,
            expected: tracks.reduce(0) { $0 + $1.expected },
            received: tracks.reduce(0) { $0 + $1.received },
            leastPercent: least ?? 100,
            longestGap: tracks.map(\.longestGap).max() ?? 0
        )
    }

    private static func percent(_ received: Int, _ expected: Int) -> Double {
        expected > 0 ? 100 * Double(received) / Double(expected) : 0
    }
}

extension MembersReport.Process {
    /// The difference of two looks; nil if there was none.
    init?(_ before: ServerMeter.Reading?, _ after: ServerMeter.Reading?, _ seconds: Double) {
        guard let before, let after else { return nil }
        cpuSeconds = after.processorSeconds - before.processorSeconds
        cpuPercent = 100 * cpuSeconds / max(seconds, 0.001)
        residentMiB = after.residentMiB
    }
}

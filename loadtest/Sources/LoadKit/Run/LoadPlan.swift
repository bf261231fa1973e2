// SPDX-License-Identifier: Apache-2.0

/// The name of one broadcast.
struct BroadcastName: Hashable, Sendable {
    let room: String
    let name: String
}

/// What a run does: a scenario and its target, with the names filled in.
struct LoadPlan: Sendable {
    let scenario: Scenario
    let peer: PeerKind
    let base: String
    let paths: EndpointPaths
    let token: String?
    /// All broadcasts, room by room; all are published by us, or none.
    let broadcasts: [BroadcastName]
    let publishes: Bool
    let threads: Int
    let serverPID: Int?
    let localAddresses: [String]

    init(_ scenario: Scenario, _ target: TargetOptions) {
        self.scenario = scenario
        peer = target.peer
        base = target.url.hasSuffix("/") ? String(target.url.dropLast()) : target.url
        paths = EndpointPaths(whip: target.whip, whep: target.whep, janus: target.janus)
        token = target.token
        broadcasts = (1...scenario.rooms).flatMap { room in
            (1...max(1, scenario.broadcasters)).map {
                BroadcastName(
                    room: scenario.rooms == 1 ? target.room : "\(target.room)-\(room)",
                    name: "broadcast-\($0)"
                )
            }
        }
        publishes = scenario.broadcasters > 0
        threads = target.threads
        serverPID = target.serverPid
        localAddresses = target.localAddress
    }

    /// How many broadcasts each viewer gets: a member gets all of its room.
    var broadcastsPerViewer: Int { peer == .members ? max(1, scenario.broadcasters) : 1 }

    /// What a viewer watches: they spread evenly.
    func broadcast(of viewer: Int) -> BroadcastName {
        broadcasts[viewer % broadcasts.count]
    }
}

/// The paths of a server's endpoints; `{room}` and `{broadcast}` stand for the names.
struct EndpointPaths: Sendable {
    let whip: String
    let whep: String
    let janus: String

    /// A path with the names in it.
    static func filled(_ path: String, _ broadcast: BroadcastName) -> String {
        path.split(separator: "{room}", omittingEmptySubsequences: false).joined(separator: broadcast.room)
            .split(separator: "{broadcast}", omittingEmptySubsequences: false).joined(
                separator: broadcast.name)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What `longwave-load members` does: members watch a room, some of them publish too, and each counts what it gets.
struct MembersPlan: Sendable {
    let endpoint: SocketEndpoint
    let channel: String
    let room: String
    let token: String?
    /// The beginning of all userids.
    let prefix: String
    /// Members that only receive.
    let viewers: Int
    /// Members that publish synthetic media, and receive.
    let publishers: Int
    /// How many join in a second.
    let rate: Int
    /// How long is counted.
    let seconds: Int
    /// Streams that each is to get before it is counted …
    let streams: Int
    /// … and how many seconds are waited for that.
    let patience: Int
    /// The least that each is to get of each track, in percent.
    let least: Double
    let ignoresEjection: Bool
    let threads: Int
    let serverPID: Int?
    let localAddresses: [String]
    /// Of the publishers' media.
    let scenario: Scenario

    /// Publishers come first.
    var members: Int { publishers + viewers }

    func publishes(_ member: Int) -> Bool { member < publishers }

    /// A member's part: its number is its name.
    func part(_ member: Int) -> MemberPart {
        MemberPart(
            endpoint: endpoint,
            channel: channel,
            room: room,
            userid: "\(prefix)-\(member)",
            token: token,
            entry: publishes(member) ? .join : .watch,
            stream: publishes(member) ? (id: "\(prefix)-\(member)", hasVideo: scenario.hasVideo) : nil,
            ignoresEjection: ignoresEjection
        )
    }

    /// How many streams a member is to get: not its own.
    func wanted(_ member: Int) -> Int { publishes(member) ? max(0, streams - 1) : streams }
}

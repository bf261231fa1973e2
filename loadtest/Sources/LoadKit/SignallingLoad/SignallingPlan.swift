// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// What a signalling load does.
struct SignallingPlan: Sendable {
    let endpoint: SocketEndpoint
    /// Members of the room, the one who opens it included.
    let clients: Int
    /// How many connect and join in a second.
    let rate: Int
    /// How long they are there and say nothing.
    let hold: Int
    let messages: Int
    /// Milliseconds from one message to the next.
    let interval: Int
    let channel: String
    let room: String
    let token: String?
    /// What all but the first join as; nil: participants.
    let part: MemberMessage.Session?
    let threads: Int
    let serverPID: Int?

    func userid(_ client: Int) -> String { "load-\(client)" }

    /// How the message of a round is known.
    func event(_ round: Int) -> String { Self.prefix + String(round) }

    /// The round of a message; nil for one that isn't ours.
    func round(_ event: String) -> Int? {
        guard event.hasPrefix(Self.prefix), let round = Int(event.dropFirst(Self.prefix.count)),
            (0..<messages).contains(round)
        else { return nil }
        return round
    }

    private static let prefix = "longwave-load-"
}

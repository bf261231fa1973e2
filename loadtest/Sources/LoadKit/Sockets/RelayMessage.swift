// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What the relay says to a member (docs/protocol.md, "Rooms and members"), as far as the load looks at it.
struct RelayMessage: Decodable, Sendable {
    struct Failure: Decodable, Sendable {
        let code: String
        let message: String?
    }

    /// A stream of an offer, or of a list of those that are published.
    struct Stream: Decodable, Sendable {
        let streamid: String
        let userid: String?
        let mids: [String]?
    }

    private enum CodingKeys: String, CodingKey {
        case type = "t"
        case reply = "re"
        case isGood = "ok"
        case number = "n"
        case error, rev, sdp, restart, streams, streamid, userid, by, reason, pending
    }

    /// Of an event.
    let type: String?
    /// Of a reply.
    let reply: Int?
    let isGood: Bool?
    let number: Int?
    let error: Failure?
    let rev: Int?
    let sdp: String?
    let restart: Bool?
    let streams: [Stream]?
    let streamid: String?
    let userid: String?
    let by: String?
    let reason: String?
    let pending: Bool?

    /// Nil for what can't be read.
    init?(_ text: [UInt8]) {
        guard let message = try? JSONDecoder().decode(RelayMessage.self, from: Data(text)) else { return nil }
        self = message
    }

    /// What a refused request fails with.
    func refusal(of request: String) -> LoadError {
        .memberRefused(request: request, code: error?.code ?? "no reason", message: error?.message ?? "")
    }
}

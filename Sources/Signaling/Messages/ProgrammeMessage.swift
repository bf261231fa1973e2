// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A room's programme: the body of `PUT /v1/rooms/{room}/programme`, and a part of ``RoomDetail``.
struct ProgrammeMessage: Codable, Equatable, Sendable {
    /// The broadcast that is on air, or is to be.
    var broadcast: String
    /// Those that take over by themselves, the first first; none if absent.
    var standby: [String]?
    /// What is shown now; absent while nothing is. Not looked at in a request.
    var onAir: String?

    /// The message of a programme.
    init(_ programme: Programme) {
        broadcast = programme.broadcast
        standby = programme.standby
        onAir = programme.onAir
    }

    /// Reads a request's body; nil if it isn't one.
    init?(json: [UInt8]) {
        guard let message = try? JSONDecoder().decode(Self.self, from: Data(json)) else { return nil }
        self = message
    }
}

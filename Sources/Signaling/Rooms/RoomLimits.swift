// SPDX-License-Identifier: Apache-2.0

/// The bounds and deadlines that a ``RoomDirectory`` keeps.
struct RoomLimits: Sendable {
    /// Sessions, publishers and viewers together.
    var sessions = 20_000
    /// Sessions that have not connected yet (S20).
    var unconnectedSessions = 4_096
    /// Broadcasts of one room.
    var broadcastsPerRoom = Limits.broadcastsPerRoom
    /// Rooms with a programme, which may be empty otherwise.
    var programmes = 1_024
    /// From the answer to the connection.
    var connectDeadline = Duration.seconds(15)
    /// From a counter-offer to its answer (W18).
    var counterOfferDeadline = Duration.seconds(30)
}

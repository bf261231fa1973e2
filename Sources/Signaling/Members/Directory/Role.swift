// SPDX-License-Identifier: Apache-2.0

/// What a member is in its room.
enum Role: String, Hashable, Sendable, CaseIterable {
    /// Decides who may do what. One of a room, or none while it waits for one.
    case moderator
    /// May publish to everybody, whatever the room's direction.
    case broadcaster
    /// May publish as the room's direction allows.
    case participant
    /// Publishes nothing.
    case viewer
}

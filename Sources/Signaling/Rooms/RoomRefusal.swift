// SPDX-License-Identifier: Apache-2.0

/// Why a ``RoomDirectory`` refuses a publisher or a viewer.
enum RoomRefusal: Error, Equatable, Sendable {
    /// The broadcast has a publisher and the policy is ``DuplicatePublisherPolicy/reject``.
    case alreadyPublishing
    /// Nothing of what the viewer asks for is live.
    case notLive
    /// The room's members let not everybody in, and nothing else is live there.
    case notPublic
    /// The room has as many broadcasts as it may have.
    case tooManyBroadcasts
    /// As many rooms as may be have a programme.
    case tooManyProgrammes
    /// There are as many sessions as there may be.
    case tooManySessions
    /// As many sessions as may be are still connecting.
    case tooManyUnconnected
}

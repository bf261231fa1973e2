// SPDX-License-Identifier: Apache-2.0

/// What a request is answered with.
enum MemberReply: Sendable {
    case done
    case welcome(Welcome)
    /// The room was opened by this request, or joined.
    case entered(RoomState, opened: Bool)
    /// The join waits for a room, or for a moderator; an event follows.
    case pending
    case rooms([RoomCard], more: Bool)
    case roomPresence(RoomCard?)
    case userPresence(MemberCard?)
    /// The answer to a publisher's offer, and what came of its streams.
    case published(Int, String, [StreamVerdict])
    case ticket(String)
    case forwarded(streamid: String)
    /// So many bytes of a file follow.
    case pulling(Int)
    /// Where the room's picture is; nil: there is none any more.
    case preview(String?)
    case refused(MemberRefusal)
}

/// The answer to `hello`.
struct Welcome: Sendable {
    let sid: String
    /// What proves, on another socket, that it is the same client.
    let resume: String
    let userid: String
    let isResumed: Bool
    /// The number of the event before the next one that the client gets.
    let lastEvent: UInt64
    let graceMs: Int
    let heartbeatMs: Int
}

// SPDX-License-Identifier: Apache-2.0

/// The bounds, rates and deadlines that a ``MemberDirectory`` keeps.
struct MemberLimits: Sendable {
    /// Clients that said hello, those that lost their socket included.
    var clients = 20_000
    /// Connections that have not said hello yet.
    var silentConnections = 4_096
    /// Rooms of all channels.
    var rooms = 10_000
    /// Members of one room; `max` can ask for fewer.
    var members = 10_000
    /// The members of a room whose opener named no maximum.
    var defaultMembers = 1_000
    /// Viewers of a room that are told to the others one by one; further ones are counted.
    var listedViewers = 100
    /// Rooms in one listing: an answer stays below a megabyte whatever their extras are.
    var listedRooms = 100
    /// Bytes of the extras of one room's members: what a join is answered with stays bounded.
    var roomExtra = 1_024 * 1_024
    /// Bans of one room.
    var bans = 1_000
    /// Longest ban.
    var longestBan = Duration.seconds(86_400)
    /// Streams that one member may publish at a time.
    var streamsPerMember = 8
    /// Streams of one room.
    var streamsPerRoom = 1_024
    /// Streams of one room that outlived their publishers' stay.
    var persistentStreams = 16
    /// How many times a stream may be passed on.
    var forwardDepth = 4
    /// Tickets that one member may have.
    var tickets = 64
    /// Members with whom one member may have something on hold.
    var holds = 256
    /// Members of a room up to which new streams are offered after the shorter time.
    var smallRoom = 20
    /// For how long what a member is to receive is collected before it is offered: those who join come in crowds.
    var smallRoomWait = Duration.milliseconds(50)
    /// The same for bigger rooms.
    var bigRoomWait = Duration.milliseconds(250)
    /// For how long streams whose connection was lost wait for another one.
    var mediaGrace = Duration.seconds(10)
    /// Mutes, blocks and holds of a client: each concerns every receiver.
    var gateRate = RateLimit(perSecond: 10, burst: 40)
    /// What a client does of which others are told, with an extra of 8 KiB each: joins and knocks, rooms, calls, renaming,
    /// new streams. What undoes it is free, so that nobody is kept from going.
    var noticeRate = RateLimit(perSecond: 10, burst: 40)
    /// Members that one member may block.
    var blocks = 256
    /// Passwords that wait to be hashed or checked.
    var passwordJobs = 256
    /// Passwords that a client sets: one hash takes some 50 ms of the one thread for all rooms.
    var passwordRate = RateLimit(perSecond: 1, burst: 5)
    /// Wrong passwords in a window, from one address for one room, and of one client.
    var wrongTries = 5
    /// The window.
    var wrongTryWindow = Duration.seconds(60)
    /// Pairs of address and room whose wrong passwords are remembered.
    var watchedAddresses = 8_192
    /// Custom messages of a client.
    var messageRate = RateLimit(perSecond: 20, burst: 50)
    /// Requests of a client, messages included.
    var requestRate = RateLimit(perSecond: 100, burst: 200)
    /// Data, files and pictures.
    var data = DataLimits()
    /// Pieces of work that wait for the media plane, a few for each of as many clients as there may be. An actor takes them and
    /// waits for nothing, so they are so many only while the machine stalls; further requests are `busy` then. What happens by
    /// itself goes on: it is bounded by the clients that there are.
    var mediaWork = 65_536
    /// Events kept for a client until it confirms them.
    var eventsKept = 1_000
    /// Bytes of them, as ``MemberEvent/weight`` counts.
    var eventBytesKept = 1_024 * 1_024
    /// From the connection to `hello`.
    var helloDeadline = Duration.seconds(5)
    /// Between two pings: two missed ones, and the sweeps between, are less than 10 s.
    var heartbeat = Duration.milliseconds(2_500)
    /// Pings without an answer after which a member is away.
    var missedHeartbeats = 2
    /// For how long a lost client keeps its place.
    var grace = Duration.seconds(30)
    /// For how long a room waits for a moderator.
    var ownerGrace = Duration.seconds(30)
    /// For how long somebody knocks.
    var knockDeadline = Duration.seconds(60)
    /// For how long somebody is rung.
    var inviteDeadline = Duration.seconds(30)
    /// Least time between two updates of a room's listing, and of its count of viewers.
    var roomUpdateInterval = Duration.seconds(1)
    /// Least time between two updates of a member's `extra`.
    var extraInterval = Duration.milliseconds(200)
    /// How often clients are looked at.
    var sweepInterval = Duration.milliseconds(500)
}

// SPDX-License-Identifier: Apache-2.0

/// The control plane's bounds that are not settings, each with its unit and its reason.
enum Limits {
    /// Broadcasts of one room. A listing stays below 100 KiB, and an offer has at most 32 m-lines anyway.
    static let broadcastsPerRoom = 256
    /// Broadcasts that stand by for one programme: the media plane takes as many, and one on air and one that comes.
    static let standbys = 14
    /// Viewers' POSTs held until their broadcast goes live; further ones are refused at once.
    static let waitingViewers = 4_096
    /// Addresses that a rate limiter remembers; beyond that the one unused for longest is forgotten.
    static let limitedAddresses = 8_192
    /// Bytes of a request's target; longer ones name nothing of ours.
    static let requestTarget = 2_048
    /// Bytes of an `Authorization` field (S18).
    static let authorization = 8_192
    /// Bytes of an `If-Match` or `If-None-Match` field that are looked at.
    static let entityTagField = 1_024
    /// Bytes of one header field, and of all of a request's; NIO answers 400 beyond.
    static let headerBytes = 32 * 1_024
    /// Header fields of one request.
    static let headerFields = 100
    /// Bytes of a refused request's body that are still read so that the client sees the answer; a longer one
    /// has its connection closed.
    static let drainedBody = 1_024 * 1_024
    /// Bytes of a problem's `detail`, so that a problem document stays below 2 KiB (W8).
    static let problemDetail = 512
    /// Time series that the metrics registry keeps; further ones are not counted.
    static let metricSeries = 4_096
    /// For how long a gathered ``MediaStatistics`` serves further requests: polling costs the workers one hop
    /// a second.
    static let statisticsAge = Duration.seconds(1)
    /// How often sessions that did not connect are looked for.
    static let reapInterval = Duration.seconds(1)
    /// Longest time for which ``NotLivePolicy/wait(_:)`` may hold a POST: below the time-out of common
    /// clients.
    static let longestWait = Duration.seconds(60)
    /// Fields of one JSON object that a client sends: more are no message of ours, and no `extra`.
    static let messageFields = 256
    /// How deep a client's JSON may be nested; the scanner recurses as deep.
    static let messageDepth = 32
    /// Bytes of a text in a client's message.
    static let messageText = 2_048
    /// Characters (Unicode scalars) of a channel's, a room's or a user's name.
    static let nameLength = 128
    /// Bytes of a member's `extra`; bigger things are no label but data.
    static let memberExtra = 8_192
    /// Bytes of a custom message's content.
    static let customMessage = 65_536
    /// Bytes of the header of a binary message.
    static let binaryHeader = 8_192
    /// Members that are named as receivers of data or of a file.
    static let dataReceivers = 256
    /// Bytes of the name of a file, a message or a series: room for a UUID with words around it.
    static let dataName = 128
    /// Bytes of a file's title: those of all files in a room are told to who joins.
    static let fileTitle = 1_024
    /// Bytes of a file's media type (RFC 6838 §4.2 has 255).
    static let fileType = 256
    /// Bytes of a file's `extra`, as above.
    static let fileExtra = 2_048
    /// Largest file: the whole numbers that a browser can count.
    static let fileSize = 1 << 53
    /// Bytes of a room's picture in Base64: a JPEG of 256 KiB.
    static let previewText = 349_528
    /// Bytes of a time that a sender gives with data.
    static let dataTime = 32
    /// Bytes of a stream's name (RFC 8830 §2), and of an m-line's.
    static let streamID = 64
    /// Bytes of a stream's label.
    static let streamLabel = 256
    /// Members that are named as a stream's audience.
    static let streamAudience = 256
    /// Streams of which a member wishes something of its own.
    static let streamWishes = 64
    /// Streams that are read of one offer; the directory allows fewer.
    static let offeredStreams = 64
    /// Highest bandwidth that somebody may ask for, in kbit/s.
    static let bandwidth = 1_000_000
    /// Bytes of a member's offer or answer: room for 64 m-lines.
    static let memberSDP = 131_072
    /// Answers and restarts of one client that wait for the media plane.
    static let receiverJobs = 16
    /// How often a client is offered another connection in a row, after one that ended by itself.
    static let receiverFailures = 5
    /// Bytes of a room's password.
    static let memberPassword = 256
    /// Largest `max` of a room.
    static let roomMembers = 10_000
    /// How often the members' deadlines are looked at: half the least time that they promise.
    static let memberTick = Duration.milliseconds(25)
}

// SPDX-License-Identifier: Apache-2.0

/// The bounds and rates of the members' data and files.
struct DataLimits: Sendable {
    /// Messages with data of a client: twice what drawing and typing together take (60 a second).
    var messageRate = RateLimit(perSecond: 120, burst: 400)
    /// Bytes of them: five pictures of 512 KiB a second in Base64, half of what the socket is read at.
    var byteRate = RateLimit(perSecond: 4 * 1_024 * 1_024, burst: 8 * 1_024 * 1_024)
    /// Requests of a client about files: a pull asks for up to ``pullBytes``.
    var fileRate = RateLimit(perSecond: 200, burst: 400)
    /// Bytes of data that a room's members get together, ``deliveryCost`` a message included: thirty people who
    /// draw at full speed.
    var roomRate = RateLimit(perSecond: 64 * 1_024 * 1_024, burst: 128 * 1_024 * 1_024)
    /// Bytes that each delivery costs besides its own.
    var deliveryCost = 256
    /// Bytes of one value that is kept for who comes later.
    var retainedValue = 64 * 1_024
    /// Bytes of all of them in a room: what a join is answered with stays bounded.
    var retainedBytes = 256 * 1_024
    /// How many of them in a room.
    var retainedValues = 256
    /// Files that a member offers at a time, and those of a room.
    var filesPerMember = 100
    var filesPerRoom = 256
    /// Bytes of files that a room keeps; the oldest go first.
    var roomCache = 32 * 1_024 * 1_024
    /// Bytes of files that are kept for all rooms.
    var totalCache = 512 * 1_024 * 1_024
    /// Bytes of the pieces in which files are kept and sent.
    var block = 16 * 1_024
    /// Bytes that one `file.pull` asks for.
    var pullBytes = 1_024 * 1_024
    /// Pulls of one client that wait.
    var pulls = 64
    /// Bytes of files that wait in one client's socket; the next follow when those are gone.
    var window = 256 * 1_024
    /// Pieces of one file that its sender is asked for at a time: a megabyte.
    var wanted = 64
    /// Pieces of one file that are to be asked for later; members ask again for what is more.
    var missing = 1_024
    /// Least time between two pictures of a room.
    var previewInterval = Duration.seconds(2)
    /// Bytes of the pictures of all rooms.
    var previewBytes = 64 * 1_024 * 1_024
}

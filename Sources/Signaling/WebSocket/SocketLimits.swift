// SPDX-License-Identifier: Apache-2.0

/// The bounds of one WebSocket connection, each with its unit and its reason.
struct SocketLimits: Sendable {
    /// Bytes of a client's message, all fragments together; a longer one closes the connection with 1009. A picture
    /// of 512 KiB in Base64, and what is said with it.
    var messageBytes = 768 * 1_024
    /// Frames that a client may send, control frames too; more close the connection with 4429. Twice what a
    /// file in pieces of 16 KiB takes at the rate below.
    var frames = RateLimit(perSecond: 1_000, burst: 2_000)
    /// Bytes that a client may send. Who sends faster is read more slowly, by TCP's own flow control: an
    /// upload is no offence.
    var bytes = RateLimit(perSecond: 8 * 1_024 * 1_024, burst: 2 * 1_024 * 1_024)
    /// Bytes that may wait for a client, beyond what the system's buffers hold: minutes of a room's news.
    /// Whoever is further behind is closed with 1013 and catches up by joining anew. A single longer message
    /// may wait alone.
    var queuedBytes = 2 * 1_024 * 1_024
    /// Messages that may wait for a client, as above; small ones cost more than their bytes.
    var queuedMessages = 8_192
    /// Bytes of messages that wait until they are replaced by newer ones; beyond, the ones that wait for longest are
    /// skipped.
    var latestBytes = 1_024 * 1_024
    /// Bytes that the system holds unsent for a client: what is urgent has to wait for no more.
    var unsentBytes = 32 * 1_024
    /// Time from our wish to close until the connection is cut, for a client that reads or closes slowly.
    var closeDeadline = Duration.seconds(3)
}

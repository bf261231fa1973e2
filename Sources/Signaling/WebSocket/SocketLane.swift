// SPDX-License-Identifier: Apache-2.0

/// What a message must not wait for when its reader is slow: each lane waits for those before it only.
enum SocketLane: Hashable, Sendable {
    /// Replies and events, in their order.
    case control
    /// Data that is no event, in its order.
    case data
    /// Takes the place of an older message of the same series. Takes turns with ``bulk``.
    case latest(LatestSlot)
    /// Parts of files: no more than the reader asked for, and its owner fed.
    case bulk
}

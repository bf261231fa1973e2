// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// What waits to be written to one client, within bounds.
///
/// A value; ``Socket`` guards it, since senders are on any thread. The verbs that give a `Bool` say whether
/// the writer has to be woken: once for all that is sent until it has emptied the box.
struct Outbox {
    /// Capacity that an emptied box keeps: none, for thousands of idle clients.
    private static let keptCapacity = 16

    private let limits: SocketLimits
    /// Frames from ``next`` on; those before were taken.
    private var frames: [ByteBuffer] = []
    private var next = 0
    /// Bytes that wait.
    private(set) var byteCount = 0
    /// The close frame, once the end is decided: nothing is appended any more.
    private(set) var ending: CloseFrame?
    /// The connection is gone.
    private var isClosed = false
    /// The writer knows that there is something to write.
    private var isAwaited = false

    /// An empty box.
    init(limits: SocketLimits) {
        self.limits = limits
    }

    /// Messages that wait.
    var count: Int { frames.count - next }

    /// Whether everything was taken, the close frame too.
    var isFinished: Bool { ending != nil && count == 0 }

    /// Appends a message. If there is no room for it, the client is too slow, and that is the end.
    mutating func append(_ frame: ByteBuffer) -> Bool {
        guard ending == nil, !isClosed else { return false }
        let fits = byteCount + frame.readableBytes <= limits.queuedBytes && count < limits.queuedMessages
        // A message that is longer than the bound may wait if it is the only one: a new client would never
        // get it otherwise.
        guard fits || count == 0 else {
            return end(CloseFrame(CloseCode.tryAgainLater, "too slow"), dropsQueue: true)
        }
        push(frame)
        guard !isAwaited else { return false }
        isAwaited = true
        return true
    }

    /// Decides the end: what waits is sent first, unless it is dropped, and then the close frame.
    mutating func end(_ close: CloseFrame, dropsQueue: Bool) -> Bool {
        guard ending == nil, !isClosed else { return false }
        if dropsQueue {
            clear()
        }
        ending = close
        push(close.encoded)
        isAwaited = true
        return true
    }

    /// The next frames, of `most` bytes together or a little more.
    mutating func take(_ most: Int) -> ArraySlice<ByteBuffer> {
        var end = next
        var bytes = 0
        while end < frames.count, bytes < most {
            bytes += frames[end].readableBytes
            end += 1
        }
        let taken = frames[next..<end]
        next = end
        byteCount -= bytes
        if next == frames.count {
            clear()
            isAwaited = false
        } else if next >= frames.count / 2 {
            frames.removeFirst(next)
            next = 0
        }
        return taken
    }

    /// The connection is gone: nothing is kept any more.
    mutating func close() {
        isClosed = true
        clear()
    }

    private mutating func push(_ frame: ByteBuffer) {
        frames.append(frame)
        byteCount += frame.readableBytes
    }

    private mutating func clear() {
        frames.removeAll(keepingCapacity: frames.capacity <= Self.keptCapacity)
        next = 0
        byteCount = 0
    }
}

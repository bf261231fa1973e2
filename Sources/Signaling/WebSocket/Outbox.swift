// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// What waits to be written to one client, within bounds.
///
/// A value; ``Socket`` guards it, since senders are on any thread. The verbs that give a `Bool` say whether
/// the writer has to be woken: once for all that is sent until it has emptied the box.
struct Outbox {
    private let limits: SocketLimits
    private var control = FrameQueue()
    private var data = FrameQueue()
    private var latest = LatestFrames()
    private var bulk = FrameQueue()
    /// The next of the last two lanes that is looked at first.
    private var prefersBulk = false
    /// The close frame, once the end is decided: nothing is appended any more.
    private(set) var ending: CloseFrame?
    /// The connection is gone.
    private var isClosed = false
    /// The writer knows that there is something to write.
    private var isAwaited = false
    /// The last part of a file was taken since this was asked.
    private var bulkIsDrained = false

    /// An empty box.
    init(limits: SocketLimits) {
        self.limits = limits
    }

    /// Messages that wait.
    var count: Int { control.count + data.count + latest.count + bulk.count }

    /// Bytes that wait.
    var byteCount: Int { control.byteCount + data.byteCount + latest.byteCount + bulk.byteCount }

    /// Whether everything was taken, the close frame too.
    var isFinished: Bool { ending != nil && count == 0 }

    /// Appends a message. If there is no room for it, the client is too slow, and that is the end.
    mutating func append(_ frame: ByteBuffer, _ lane: SocketLane = .control) -> Bool {
        guard ending == nil, !isClosed else { return false }
        switch lane {
        case .control, .data:
            let bytes = control.byteCount + data.byteCount
            let count = control.count + data.count
            let fits = bytes + frame.readableBytes <= limits.queuedBytes && count < limits.queuedMessages
            // A message that is longer than the bound may wait if it is the only one: a new client would never
            // get it otherwise.
            guard fits || count == 0 else { return endAsTooSlow() }
            if lane == .data { data.append(frame) } else { control.append(frame) }
        case .latest(let slot): latest.put(frame, slot, most: limits.latestBytes)
        case .bulk:
            guard bulk.byteCount + frame.readableBytes <= limits.queuedBytes else { return endAsTooSlow() }
            bulk.append(frame)
        }
        guard !isAwaited else { return false }
        isAwaited = true
        return true
    }

    /// Decides the end: what waits is sent first, unless it is dropped, and then the close frame. Nobody waits for
    /// what may be skipped, or for the rest of a file.
    mutating func end(_ close: CloseFrame, dropsQueue: Bool) -> Bool {
        guard ending == nil, !isClosed else { return false }
        latest.clear()
        bulk.clear()
        if dropsQueue {
            clear()
        }
        ending = close
        data.append(close.encoded)
        isAwaited = true
        return true
    }

    /// The next frames: of `most` bytes together or a little more of the first lane, else one. What is urgent need
    /// not wait for more than that.
    mutating func take(_ most: Int) -> ArraySlice<ByteBuffer> {
        let taken = takeNext(most)
        if count == 0 { isAwaited = false }
        return taken
    }

    /// Whether the last part of a file left since this was asked.
    mutating func takeDrained() -> Bool {
        defer { bulkIsDrained = false }
        return bulkIsDrained
    }

    /// Drops the data that waits.
    mutating func dropData() {
        guard ending == nil else { return }
        data.clear()
        latest.clear()
        bulk.clear()
    }

    /// The connection is gone: nothing is kept any more.
    mutating func close() {
        isClosed = true
        clear()
    }

    private mutating func takeNext(_ most: Int) -> ArraySlice<ByteBuffer> {
        if control.count > 0 { return control.take(most) }
        if data.count > 0 { return data.take(1) }
        if latest.count > 0, !prefersBulk || bulk.count == 0, let frame = latest.take() {
            prefersBulk = true
            return [frame]
        }
        prefersBulk = false
        let taken = bulk.take(1)
        if !taken.isEmpty, bulk.count == 0 { bulkIsDrained = true }
        return taken
    }

    private mutating func endAsTooSlow() -> Bool {
        end(CloseFrame(CloseCode.tryAgainLater, "too slow"), dropsQueue: true)
    }

    private mutating func clear() {
        control.clear()
        data.clear()
        latest.clear()
        bulk.clear()
    }
}

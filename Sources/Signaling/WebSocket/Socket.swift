// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// One WebSocket connection. Thread-safe; sending never blocks.
///
/// What is sent waits in a bounded box, which the connection's event loop empties as fast as the client
/// reads. A client that is too slow for ``SocketLimits/queuedBytes`` or ``SocketLimits/queuedMessages`` is
/// closed with 1013, never waited for.
final class Socket: Sendable {
    private static let lastID = Atomic<UInt64>(0)

    /// Unique for the process's life.
    let id: UInt64
    /// The client's address as rate limits count it: an IPv4 address or an IPv6 /64, or "unknown".
    let remoteAddress: String
    /// Who writes and reads; nil before and after the connection. On the event loop only.
    let handler: NIOLoopBoundBox<SocketHandler?>
    private let outbox: Mutex<Outbox>

    /// A socket of a connection on `eventLoop`.
    init(from address: AddressKey, limits: SocketLimits, on eventLoop: any EventLoop) {
        id = Self.lastID.wrappingAdd(1, ordering: .relaxed).newValue
        remoteAddress = address.text
        handler = .makeEmptyBox(valueType: SocketHandler.self, eventLoop: eventLoop)
        outbox = Mutex(Outbox(limits: limits))
    }

    /// Queues a whole message. After the end it goes nowhere.
    func send(_ message: SocketMessage, _ lane: SocketLane = .control) {
        wake(outbox.withLock { $0.append(message.frame, lane) })
    }

    /// Drops the data that waits.
    func dropData() {
        outbox.withLock { $0.dropData() }
    }

    /// Sends what is queued, then the close frame. The first end counts; the reason is for people, up to 123
    /// bytes.
    func close(_ code: UInt16, _ reason: String) {
        end(CloseFrame(code, reason), dropsQueue: false)
    }

    /// Bytes that wait for the client, beyond what the system's buffers hold.
    var queuedBytes: Int {
        outbox.withLock { $0.byteCount }
    }

    // MARK: For the connection's handler

    /// As ``close(_:_:)``, perhaps at once instead of after what is queued.
    func end(_ close: CloseFrame, dropsQueue: Bool) {
        wake(outbox.withLock { $0.end(close, dropsQueue: dropsQueue) })
    }

    /// How it ends, once that is decided.
    var ending: CloseFrame? {
        outbox.withLock { $0.ending }
    }

    /// Whether all was taken to be written, the close frame too.
    var isFinished: Bool {
        outbox.withLock { $0.isFinished }
    }

    /// Frames to write now, of about `most` bytes.
    func take(_ most: Int) -> ArraySlice<ByteBuffer> {
        outbox.withLock { $0.take(most) }
    }

    /// Whether the last part of a file was taken since this was asked.
    func takeDrained() -> Bool {
        outbox.withLock { $0.takeDrained() }
    }

    /// The connection is gone.
    func detach() {
        outbox.withLock { $0.close() }
        handler.value = nil
    }

    /// Never at once, even on the event loop: what a batch of messages causes leaves in one flush.
    private func wake(_ isNeeded: Bool) {
        guard isNeeded else { return }
        handler.eventLoop.execute { [handler] in
            handler.value?.drain()
        }
    }
}

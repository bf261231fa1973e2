// SPDX-License-Identifier: Apache-2.0

import Logging
import Metrics

/// What is told of WebSocket connections: log lines at `debug` and counters; never an address or a message.
final class SocketLog: Sendable {
    /// Codes that are labels; owners and clients may choose any other.
    private static let known: Set<UInt16> = [
        1_000, 1_001, 1_002, 1_005, 1_006, 1_007, 1_009, 1_011, 1_013, 4_400, 4_401, 4_403, 4_408, 4_409,
        4_429,
    ]

    private let logger: Logger
    private let factory: any MetricsFactory
    private let opened: Counter

    /// A log that writes to `logger` and counts with `factory`.
    init(logger: Logger, factory: any MetricsFactory) {
        self.logger = logger
        self.factory = factory
        opened = Counter(label: MetricNames.socketsOpened, factory: factory)
    }

    /// A handshake was answered.
    func opened(_ socket: Socket) {
        opened.increment()
        logger.debug("socket opened", metadata: ["socket.id": "\(socket.id)"])
    }

    /// The end of one is known; `code` is the one that either side gave, 1005 for none and 1006 without a
    /// close frame.
    func closed(_ socket: Socket, _ code: UInt16) {
        let label = Self.known.contains(code) ? "\(code)" : "other"
        Counter(label: MetricNames.socketsClosed, dimensions: [("code", label)], factory: factory).increment()
        logger.debug("socket closed", metadata: ["socket.id": "\(socket.id)", "socket.code": "\(code)"])
    }
}

// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization
import Testing
import Transport

@testable import Relay

/// What a worker has to say that an operator should read.
@Suite("A worker's log") struct WorkerLogTests {
    @Test func `a path that does not segment is a warning that names the worker`() async throws {
        let log = RecordedLog()
        let configuration = RelayConfiguration(workers: 1, localAddresses: ["127.0.0.1"])
        let worker = try MediaWorker(
            index: 3,
            resources: WorkerResources(configuration),
            logger: Logger(label: "test") { _ in log.handler },
            report: { _ in }
        )
        let loop = worker.loop
        loop.post { loop.pathDidRefuseSegments?(22) }
        // A request that comes after it is answered after it.
        #expect(await worker.statistics().sends.unsegmented == 0)
        #expect(
            log.lines == [
                "warning: a path does not segment UDP messages: its packets are sent one by one, errno 22, worker.id 3"
            ])
        await worker.shutdown()
        loop.stop()
    }
}

/// Keeps what is logged at `info` and above.
private final class RecordedLog: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }
    var handler: Handler { Handler(log: self) }

    struct Handler: LogHandler {
        let log: RecordedLog
        var logLevel = Logger.Level.info
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let details = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { ", \($0.key) \($0.value)" }
            log.kept.withLock { $0.append("\(event.level): \(event.message)\(details.joined())") }
        }
    }
}

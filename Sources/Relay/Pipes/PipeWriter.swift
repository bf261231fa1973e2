// SPDX-License-Identifier: Apache-2.0

import RTP
import Synchronization
import Transport

/// Collects what one worker has for another during a wake-up, and hands it over at its end: one wake-up per batch, and
/// no lock per packet.
///
/// Bounded: while more than ``Limits/pipeBytes`` wait over there, packets are dropped and counted; the replica sees
/// a gap as after a loss, and asks for a keyframe. Its worker's thread only.
final class PipeWriter {
    /// Bytes that were handed over and not yet taken in; the one thing that both threads touch.
    private final class Backlog: Sendable {
        let bytes = Atomic<Int>(0)
    }

    let target: MediaWorker
    /// Packets that found the pipe full.
    private(set) var dropped: UInt64 = 0
    private let backlog = Backlog()
    private var batch = PipeBatch()

    init(target: MediaWorker) {
        self.target = target
    }

    /// Adds an event without bytes.
    func append(_ event: PipeEvent) {
        batch.events.append(event)
    }

    /// Adds a packet's bytes; `event` is given where they lie in the batch.
    func append(_ packet: Span<UInt8>, _ event: (Range<Int>) -> PipeEvent) {
        let start = batch.bytes.count
        guard backlog.bytes.load(ordering: .relaxed) + start + packet.count <= Limits.pipeBytes else {
            dropped &+= 1
            return
        }
        if start == 0 { batch.bytes.reserveCapacity(Limits.pipeBatchBytes) }
        for index in packet.indices { batch.bytes.append(packet[index]) }
        batch.events.append(event(start..<start + packet.count))
    }

    /// Hands over what was collected.
    func flush() {
        guard !batch.events.isEmpty else { return }
        let batch = batch
        self.batch = PipeBatch()
        let (target, backlog) = (target, backlog)
        backlog.bytes.add(batch.bytes.count, ordering: .relaxed)
        target.loop.post {
            target.assumeIsolated { $0.receive(batch) }
            backlog.bytes.subtract(batch.bytes.count, ordering: .relaxed)
        }
    }
}

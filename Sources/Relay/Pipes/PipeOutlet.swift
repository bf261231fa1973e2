// SPDX-License-Identifier: Apache-2.0

import RTP

/// The home worker's end of a pipe. Packets flow from its first opening, before the subscriber asks: the publisher's first
/// keyframe may come meanwhile, and who missed it would have to wait for the next. Its worker's thread only.
final class PipeOutlet {
    let id: PipeID
    /// The broadcast that it carries; it holds its outlets.
    unowned let hosted: HostedBroadcast
    let writer: PipeWriter
    /// How often the pipe was opened: an end that was told before the last opening is void.
    private(set) var openings: UInt64 = 0

    init(id: PipeID, hosted: HostedBroadcast, writer: PipeWriter) {
        self.id = id
        self.hosted = hosted
        self.writer = writer
    }

    /// Announces a subscriber to the other worker.
    func open(from home: MediaWorker, takingHome: Bool) {
        openings += 1
        let opening = PipeOpening(
            pipe: id, key: hosted.key, home: home, openings: openings, takesHome: takingHome,
            publication: hosted.publication
        )
        writer.append(.opened(opening))
    }

    /// Tells of a new publication.
    func begin() {
        guard let publication = hosted.publication else { return }
        writer.append(.began(id, publication))
    }

    /// Tells what the publication consists of now.
    func revise() {
        guard let publication = hosted.publication else { return }
        writer.append(.revised(id, publication))
    }

    /// Tells that media has come.
    func goLive() {
        writer.append(.live(id))
    }

    /// Tells that the publication ended.
    func end() {
        writer.append(.ended(id))
    }

    /// Passes a packet on.
    func sendRTP(_ packet: Span<UInt8>, now: MonotonicTime) {
        writer.append(packet) { .rtp(id, $0, arrival: now) }
    }

    /// Passes a compound on.
    func sendRTCP(_ compound: Span<UInt8>, now: MonotonicTime) {
        writer.append(compound) { .rtcp(id, $0, arrival: now) }
    }
}

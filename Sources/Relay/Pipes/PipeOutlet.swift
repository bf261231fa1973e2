// SPDX-License-Identifier: Apache-2.0

import RTP

/// The home worker's end of a pipe. Its worker's thread only.
final class PipeOutlet {
    let id: PipeID
    /// The broadcast that it carries; it holds its outlets.
    unowned let hosted: HostedBroadcast
    let writer: PipeWriter
    /// How often the pipe was opened: an end that was told before the last opening is void.
    private(set) var openings: UInt64 = 0
    /// Whether somebody over there wants the packets.
    private(set) var isFlowing = false

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

    /// Sends packets from now on. The replica begins with the SSRCs that were learnt meanwhile.
    func flow() {
        guard !isFlowing else { return }
        isFlowing = true
        begin()
    }

    /// Tells of a new publication, or of the present one again.
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
        guard isFlowing else { return }
        writer.append(packet) { .rtp(id, $0, arrival: now) }
    }

    /// Passes a compound on.
    func sendRTCP(_ compound: Span<UInt8>, now: MonotonicTime) {
        guard isFlowing else { return }
        writer.append(compound) { .rtcp(id, $0, arrival: now) }
    }
}

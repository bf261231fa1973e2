// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import SDP
import Transport

/// A peer that publishes several broadcasts on one connection, and others by each of its offers.
///
/// Tells its packets apart and hands each to the publisher that it is of; what is about the connection as a whole, it
/// does itself. Lives on its worker; its core owns it from the first offer until it ends.
final class Uplink: PeerSessionOwner {
    let session: PeerSession
    /// One for each broadcast, in the order of the newest offer's streams.
    private(set) var publishers: [Publisher] = []
    /// Whether it has left.
    private(set) var isEnded = false
    /// Packets that are of none of its broadcasts.
    private(set) var drops = DropCounts()

    private unowned let core: WorkerCore
    private var intake: Intake
    private var demultiplexer = ConnectionDemultiplexer()
    private var feedback: ConnectionFeedback
    private let feedbackSSRC: UInt32
    /// What its broadcasts may come to, of those that are bounded.
    private var bounds: [BroadcastKey: BitrateBounds] = [:]

    /// An uplink whose first offer `intake` has taken.
    init(session: PeerSession, intake: Intake, core: WorkerCore) {
        self.session = session
        self.intake = intake
        self.core = core
        feedbackSSRC = .random(in: 1...UInt32.max)
        feedback = ConnectionFeedback(senderSSRC: feedbackSSRC, options: [])
        session.owner = self
    }

    /// Takes the next offer and answers it. If it throws, nothing has changed.
    func accept(_ offer: SessionDescription, _ streams: [OfferedStream]) throws(RelayError) -> RelayAnswer {
        guard var local = session.local else { throw .unusable("The first offer is still being answered.") }
        var next = intake
        let agreement = try next.agreement(on: offer, streams)
        switch agreement.transport {
        case .start, .keep: session.follow(agreement.remote)
        case .restart: local = try session.restart(agreement.remote)
        }
        intake = next
        carry(streams, in: agreement.streams)
        return answer(local)
    }

    /// The answer to the newest offer.
    func answer(_ local: LocalTransport) -> RelayAnswer {
        var bounds: [String: UInt64] = [:]
        for publisher in publishers {
            guard let bound = self.bounds[publisher.hosted.key] else { continue }
            for track in publisher.tracks {
                bounds[track.mid] = track.kind == .audio ? bound.audio : bound.video
            }
        }
        return RelayAnswer(sdp: intake.answer(local, bounds: bounds).serialized(), iceTag: local.ufrag)
    }

    /// Has its client send no more of these than they say, and of others as much as it likes: told by the next feedback,
    /// and by the next answer. Whoever ignores both is not held back.
    func bound(_ streams: [OfferedStream]) {
        let before = bounds
        bounds = [:]
        for stream in streams {
            let bound = BitrateBounds(audio: stream.audioBound, video: stream.videoBound)
            if !bound.isEmpty { bounds[stream.key] = bound }
        }
        if bounds != before { feedback.boundsDidChange(isBounded: !bounds.isEmpty) }
    }

    /// Publishes exactly these broadcasts from now on, or once it is connected where somebody else does.
    func carry(_ streams: [OfferedStream], in sections: [[MediaSection]]) {
        let before = publishers
        var fresh: [Publisher] = []
        publishers = zip(streams, sections).map { stream, sections in
            if let known = before.first(where: { $0.hosted.key == stream.key }) {
                known.agree(sections)
                return known
            }
            let publisher = Publisher(
                session: session, hosted: core.claim(stream.key), sections: sections, uplink: feedbackSSRC,
                core: core
            )
            core.enter(publisher)
            fresh.append(publisher)
            return publisher
        }
        arrange(HeaderExtensionMap(sections.joined().flatMap(\.extensions)), after: before)
        feedback.use(FeedbackOptions(sections.joined()))
        bound(streams)
        for publisher in before where !publishers.contains(where: { $0 === publisher }) {
            core.leave(publisher)
        }
        for publisher in publishers where publisher.hosted.current === publisher { core.revise(publisher) }
        // With nobody to replace, viewers may be answered with its codecs from now on.
        for publisher in fresh where session.isConnected || publisher.hosted.current == nil {
            core.takeOver(publisher)
        }
    }

    /// Goes on without a broadcast that somebody else publishes now.
    func lose(_ publisher: Publisher) {
        let before = publishers
        publishers.removeAll { $0 === publisher }
        arrange(extensions, after: before)
        core.leave(publisher)
    }

    /// Sends the connection's feedback that is due.
    func poll(now: MonotonicTime) {
        let transport = session.transport
        feedback.poll(bounded, now: now) { transport.sendRTCP($0) }
    }

    /// Frees all that it holds but its session.
    func end() {
        isEnded = true
        let before = publishers
        publishers = []
        for publisher in before { core.leave(publisher) }
    }

    // MARK: - PeerSessionOwner

    func receiveRTP(_ packet: Span<UInt8>, now: MonotonicTime) {
        guard let header = try? RTPHeader(packet) else {
            drops[.malformed] &+= 1
            return
        }
        // Whatever becomes of it: the publisher wants to know of each packet when it came.
        let extensions = demultiplexer.extensions(header, of: packet)
        feedback.note(extensions, of: packet, from: header.ssrc, now: now)
        guard let index = demultiplexer.route(header, of: packet) else {
            drops[.unknownSource] &+= 1
            return
        }
        publishers[index].receiveRTP(packet, now: now)
    }

    /// A compound may hold reports on several broadcasts: each takes what is about its own.
    func receiveRTCP(_ compound: Span<UInt8>, now: MonotonicTime) {
        var concerned: UInt64 = 0
        var reader = RTCPReader(compound)
        while let packet = reader.next() {
            switch packet {
            case .senderReport(let report): concerned |= bit(of: report.ssrc)
            case .goodbye(let ssrcs): for ssrc in ssrcs { concerned |= bit(of: ssrc) }
            default: break
            }
        }
        for index in publishers.indices where concerned & 1 << UInt64(index) != 0 {
            publishers[index].receiveRTCP(compound, now: now)
        }
    }

    func didConnect() {
        core.didConnect(uplink: self)
    }

    func didCongest() {
        // Only feedback goes to it, and that is repeated.
    }

    func didClose(_ reason: TransportCloseReason) {
        core.end(session.id, PeerEndReason(reason))
    }

    // MARK: - Private

    private var bounded: [(Broadcast, BitrateBounds)] {
        publishers.map { ($0.hosted.broadcast, bounds[$0.hosted.key] ?? BitrateBounds()) }
    }

    private var extensions = HeaderExtensionMap()

    private func arrange(_ extensions: HeaderExtensionMap, after before: [Publisher]) {
        self.extensions = extensions
        demultiplexer.arrange(
            publishers.map(\.tracks),
            map: extensions,
            before: publishers.map { publisher in before.firstIndex { $0 === publisher } }
        )
    }

    private func bit(of ssrc: UInt32) -> UInt64 {
        demultiplexer.broadcast(of: ssrc).map { 1 << UInt64($0) } ?? 0
    }
}

extension Intake {
    /// What an offer of these streams comes to.
    mutating func agreement(
        on offer: SessionDescription,
        _ streams: [OfferedStream]
    ) throws(RelayError) -> IntakeAgreement {
        do throws(NegotiationError) {
            return try accept(offer, streams: streams.map(\.mids))
        } catch {
            throw RelayError(error)
        }
    }
}

extension FeedbackOptions {
    /// All that was agreed on in any of these m-lines.
    fileprivate init(_ sections: some Sequence<MediaSection>) {
        self = []
        for codec in sections.compactMap(\.codecs.first) {
            formUnion(FeedbackOptions(codec, reducedSize: false))
        }
    }
}

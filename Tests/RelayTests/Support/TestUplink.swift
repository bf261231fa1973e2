// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Transport

@testable import Relay

/// A client that sends several streams on one connection, as a browser does: it offers again as they come and go, and
/// its m-lines are used again.
final class TestUplink: TestClient {
    /// One m-line of its offers.
    private struct Section {
        var track: TrackDescription
        var sending: SendingTrack
        /// The stream that it is for; nil if it is inactive.
        var name: String?
    }

    /// What it sends now, by name.
    private(set) var streams: [String: UplinkStream] = [:]
    /// Whether its offers name its SSRCs; if not, its packets name their m-lines.
    var announcesSSRCs = true
    /// What its sound and its picture are bounded to, by name.
    var bounds: [String: (audio: UInt64?, video: UInt64?)] = [:]
    /// Whether its offers name REMB.
    var offersREMB = false
    /// The transport-wide numbers that were reported to have arrived, in the order of the reports.
    private(set) var reported: [UInt16] = []
    /// The next transport-wide number.
    private(set) var transportSequence: UInt16 = 1
    /// What it was told that it may send, in bits per second.
    private(set) var ceilings: [UInt64] = []
    /// Who sent receiver reports.
    private(set) var reporters: Set<UInt32> = []

    private var sections: [Section] = []
    private var map = HeaderExtensionMap()
    private var timer: LoopTimer?
    private let start: MonotonicTime
    private let clock: NTPClock
    private var nextReport: Int64 = 50_000
    private var isStarted = false
    private var renewed: ICECredentials?
    private var head = PacketHead()

    init(_ id: PeerID, loop: EventLoop, identity: DTLSIdentity) {
        start = loop.currentTime()
        clock = NTPClock(wallNanosecondsSince1970: 1_000_000_000_000_000_000, at: start)
        super.init(id, loop: loop, identity: identity, wish: .publisher([], rtx: true))
    }

    // MARK: - What it offers

    /// Adds a stream, in m-lines that are free where there are any.
    func add(_ name: String, _ tracks: [TrackDescription] = [.opus, .vp8]) {
        for track in tracks {
            let index = sections.firstIndex { $0.name == nil && $0.track.kind == track.kind }
            let section = index ?? sections.count
            let sending = SendingTrack(
                section: section, ssrc: .random(in: 1...UInt32.max), rtxSSRC: .random(in: 1...UInt32.max),
                cname: "test", streamID: name, trackID: "track-\(section)"
            )
            if index == nil { sections.append(Section(track: track, sending: sending)) }
            sections[section].sending = sending
            sections[section].name = name
        }
    }

    /// Stops a stream at once; the next offer tells of it.
    func remove(_ name: String) {
        for index in sections.indices where sections[index].name == name { sections[index].name = nil }
        streams[name] = nil
    }

    /// The streams as the relay is told of them.
    var offered: [OfferedStream] {
        var offered: [OfferedStream] = []
        for (index, section) in sections.enumerated() {
            guard let name = section.name else { continue }
            if let known = offered.firstIndex(where: { $0.key.name == name }) {
                offered[known].mids.append(String(index))
            } else {
                let bound = bounds[name]
                offered.append(
                    OfferedStream(
                        .named(name), mids: [String(index)], audioBound: bound?.audio,
                        videoBound: bound?.video))
            }
        }
        return offered
    }

    override var offer: [UInt8] {
        guard var local else { return [] }
        if let renewed { (local.ufrag, local.password) = (renewed.ufrag, renewed.password) }
        var description = Offer.make(
            tracks: sections.map(\.track), direction: .sendonly, .relay, local: local, sessionID: 7,
            sending: announcesSSRCs ? sections.map(\.sending) : []
        )
        for index in description.media.indices where offersREMB {
            let type = description.media[index].formats[0]
            description.media[index].attributes.append(Attribute("rtcp-fb", "\(type) goog-remb"))
        }
        for index in sections.indices where sections[index].name == nil {
            description.media[index].attributes = description.media[index].attributes.compactMap {
                attribute in
                switch attribute.name {
                case "sendonly": Attribute("inactive")
                case "ssrc", "ssrc-group", "msid": nil
                default: attribute
                }
            }
        }
        return Array(description.serialized().utf8)
    }

    /// Has the next offer restart ICE.
    func restartICE() throws {
        renewed = try transport?.restartICE()
    }

    // MARK: - What is answered

    override func accept(_ answer: RelayAnswer) throws {
        // With nothing to send there is no plan to make of it.
        guard sections.contains(where: { $0.name != nil }) else { return }
        let description = try SessionDescription(parsing: Array(answer.sdp.utf8))
        let plan = try Offer.plan(
            from: description, tracks: sections.map(\.track), direction: .sendonly, .relay)
        map = HeaderExtensionMap(plan.sections.flatMap(\.extensions))
        for section in plan.accepted { note(section) }
        if !isStarted {
            isStarted = true
            try start(plan)
        } else if renewed != nil {
            let remote = ICECredentials(ufrag: plan.remote.ufrag, password: plan.remote.password)
            transport?.setRemoteAfterRestart(
                remote, candidates: plan.remote.candidates.compactMap(ICECandidate.init))
        }
    }

    private func note(_ section: MediaSection) {
        guard let name = sections[section.index].name,
            let published = PublishedStream(section, sections[section.index].sending)
        else { return }
        let stream = streams[name] ?? UplinkStream(start: start, loop: loop)
        streams[name] = stream
        stream.carry(published, mid: section.mid, isVideo: section.kind == .video)
    }

    override func didConnect() {
        timer = loop.scheduleRepeating(milliseconds: 5) { [unowned self] in sendDue() }
    }

    override func close() {
        timer?.cancel()
        timer = nil
        super.close()
    }

    // MARK: - Media

    private func sendDue() {
        let elapsed = loop.currentTime().microseconds(since: start)
        for stream in streams.values {
            stream.sendDue(elapsed) { packet, number, mid, published in
                send(packet, as: number, mid, published)
            }
        }
        guard elapsed >= nextReport else { return }
        nextReport = elapsed + 200_000
        report(elapsed)
    }

    /// Of all streams in one compound, as browsers do.
    private func report(_ elapsed: Int64) {
        var compound: [UInt8] = []
        for published in streams.values.flatMap(\.published) {
            SenderReport(
                ssrc: published.ssrc,
                ntp: clock.ntp(start.advanced(microseconds: elapsed)),
                rtpTimestamp: published.timestamp(elapsed),
                packetCount: published.packets,
                octetCount: published.octets
            ).write(into: &compound)
        }
        if !compound.isEmpty { transport?.sendRTCP(compound.span) }
    }

    private func send(
        _ packet: OutgoingPacket, as number: UInt16, _ mid: String, _ stream: PublishedStream
    ) {
        head.begin(
            marker: packet.marker, payloadType: stream.payloadType, sequenceNumber: number,
            timestamp: packet.timestamp, ssrc: stream.ssrc
        )
        if !announcesSSRCs { head.appendExtension(id: map[.mid], Array(mid.utf8).span) }
        if map[.transportSequenceNumber] != 0 {
            head.appendExtension(id: map[.transportSequenceNumber], transportSequence)
            transportSequence &+= 1
        }
        head.endHeader()
        transport?.sendRTP(head, payload: packet.payload.span)
    }

    override func receive(_ packet: RTCPPacket) {
        switch packet {
        case .pictureLoss(let request): wantKeyframe(request.mediaSSRC)
        case .fullIntra(let request): for entry in request.entries { wantKeyframe(entry.ssrc) }
        case .transportFeedback(let feedback):
            reported += feedback.statuses.filter { $0.delta != nil }.map(\.sequenceNumber)
        case .receiverReport(let report): reporters.insert(report.ssrc)
        case .remb(let ceiling): ceilings.append(ceiling.bitrate)
        default: break
        }
    }

    private func wantKeyframe(_ ssrc: UInt32) {
        for stream in streams.values { stream.wantKeyframe(ssrc) }
    }
}

/// One stream of a ``TestUplink``: sound every 20 ms and pictures every 33.
final class UplinkStream {
    /// Tells its packets from those of others.
    let mark = UInt32.random(in: 1...UInt32.max)
    /// Whether nothing is sent, as when camera and microphone are muted.
    var isMuted = false
    private(set) var audio: PublishedStream?
    private(set) var video: PublishedStream?
    /// How often a keyframe was asked for.
    private(set) var keyframeRequests = 0

    private var mids = (audio: "", video: "")
    private var frames: (audio: Int64, video: Int64)
    private var wantsKeyframe = true
    private var picture = UInt16.random(in: 0...0x7FFF)
    private static let spacing: (audio: Int64, video: Int64) = (20_000, 33_333)

    init(start: MonotonicTime, loop: EventLoop) {
        let elapsed = loop.currentTime().microseconds(since: start)
        frames = (elapsed / Self.spacing.audio, elapsed / Self.spacing.video)
    }

    /// Its streams of packets.
    var published: [PublishedStream] { [audio, video].compactMap { $0 } }

    /// Sends sound or picture in an m-line from now on; nothing changes if it does already.
    func carry(_ stream: PublishedStream, mid: String, isVideo: Bool) {
        if isVideo {
            guard video?.ssrc != stream.ssrc else { return }
            (video, mids.video, wantsKeyframe) = (stream, mid, true)
        } else {
            guard audio?.ssrc != stream.ssrc else { return }
            (audio, mids.audio) = (stream, mid)
        }
    }

    func wantKeyframe(_ ssrc: UInt32) {
        guard video?.ssrc == ssrc else { return }
        keyframeRequests += 1
        wantsKeyframe = true
    }

    /// Sends what is due at `elapsed` microseconds.
    func sendDue(_ elapsed: Int64, send: (OutgoingPacket, UInt16, String, PublishedStream) -> Void) {
        while frames.audio * Self.spacing.audio <= elapsed {
            if let audio, !isMuted { sendAudio(audio, frames.audio * Self.spacing.audio, send) }
            frames.audio += 1
        }
        while frames.video * Self.spacing.video <= elapsed {
            if let video, !isMuted { sendVideo(video, frames.video * Self.spacing.video, send) }
            frames.video += 1
        }
    }

    private func sendAudio(
        _ stream: PublishedStream, _ capture: Int64,
        _ send: (OutgoingPacket, UInt16, String, PublishedStream) -> Void
    ) {
        var payload = PayloadLayout.beginning(stream.codec, FramePlace())
        Content(mark: mark, serial: stream.packets, capture: capture).append(to: &payload, filler: 100)
        let packet = OutgoingPacket(marker: false, timestamp: stream.timestamp(capture), payload: payload)
        send(packet, stream.number(packet), mids.audio, stream)
    }

    private func sendVideo(
        _ stream: PublishedStream, _ capture: Int64,
        _ send: (OutgoingPacket, UInt16, String, PublishedStream) -> Void
    ) {
        for index in 0..<2 {
            let place = FramePlace(
                isFirst: index == 0, isLast: index == 1, isKeyframe: wantsKeyframe, picture: picture)
            var payload = PayloadLayout.beginning(stream.codec, place)
            Content(mark: mark, serial: stream.packets, capture: capture).append(to: &payload, filler: 300)
            let packet = OutgoingPacket(
                marker: place.isLast, timestamp: stream.timestamp(capture), payload: payload)
            send(packet, stream.number(packet), mids.video, stream)
        }
        wantsKeyframe = false
        picture = (picture + 1) & 0x7FFF
    }
}

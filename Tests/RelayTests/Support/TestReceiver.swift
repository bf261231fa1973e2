// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Transport

@testable import Relay

/// A client that takes the relay's offers as a browser does: it answers all of them, and receives what they announce.
final class TestReceiver: TestClient {
    /// Every stream that an offer has announced, by SSRC: also those that are over.
    private(set) var streams: [ReceivedStream] = []
    /// The media streams' names by SSRC.
    private var names: [UInt32: String] = [:]
    /// Packets under an SSRC that no offer named.
    private(set) var strangers = 0
    /// Transport-wide numbers in order of arrival.
    private(set) var transportSequences: [UInt16] = []
    private(set) var offers: [RelayOffer] = []
    private var seen = 0
    /// The sections of the newest offer as they were answered.
    private(set) var sections: [MediaDescription] = []
    private var map = HeaderExtensionMap()
    /// The relay's side of the transport, as last offered.
    private var remote: RemoteTransport?
    /// Our credentials since an ICE restart.
    private var renewed: ICECredentials?

    /// The tracks of a media stream, the newest of a kind first.
    func streams(_ name: String) -> [ReceivedStream] {
        streams.filter { names[$0.ssrc] == name }.reversed()
    }

    /// Whether sound and picture of these came, and of each at least so many packets.
    func isPlaying(_ names: String..., packets: Int = 1) -> Bool {
        names.allSatisfy { name in
            let kinds = Set(streams(name).filter { $0.packets.count >= packets }.map(\.isVideo))
            return kinds == [false, true]
        }
    }

    /// Has an offer never arrive.
    func skip(_ revision: Int) {
        seen = revision
    }

    /// Takes an offer, and starts or restarts what it starts or restarts; the answer.
    func answer(_ offer: RelayOffer) throws -> [UInt8] {
        let description = try SessionDescription(parsing: Array(offer.sdp.utf8))
        // A browser refuses an offer with fewer sections, or with one that changed its mid.
        guard description.media.count >= sections.count, offer.revision == seen + 1,
            zip(sections, description.media).allSatisfy({ $0.mid == $1.mid && $0.kind == $1.kind })
        else { throw Unexpected(what: "an offer that doesn't follow") }
        seen = offer.revision
        offers.append(offer)
        sections = description.media
        // RFC 8445 §6.1.1: a lite agent never controls.
        if transport == nil { try open(controlling: description.attributes.contains(Attribute("ice-lite"))) }
        let plan = try note(description)
        if remote == nil { try start(plan) } else { try follow(plan.remote) }
        remote = plan.remote
        guard let local else { throw Unexpected(what: "no transport") }
        return Array(answer(to: description, local).serialized().utf8)
    }

    /// Notes what an offer announces. An inactive section lives on the bundle's transport, so all are read as live.
    private func note(_ description: SessionDescription) throws -> MediaPlan {
        var live = description
        for index in live.media.indices {
            live.media[index].attributes = live.media[index].attributes.map {
                $0 == Attribute("inactive") ? Attribute("sendonly") : $0
            }
        }
        let tracks = live.media.map(Self.track)
        var plan = try Offer.plan(
            from: Self.turned(live), tracks: tracks, direction: .recvonly, Capabilities.relay)
        for (index, media) in description.media.enumerated() {
            plan.sections[index].accepted = media.attributes.contains(Attribute("sendonly"))
            plan.sections[index].msid = media.attributes.first { $0.name == "msid" }?.value
        }
        map = HeaderExtensionMap(plan.sections.flatMap(\.extensions))
        for section in plan.accepted { note(section) }
        return plan
    }

    private static func track(_ media: MediaDescription) -> TrackDescription {
        let isH264 = media.attributes.contains { $0.name == "rtpmap" && $0.value?.contains("H264") == true }
        return media.kind == .audio ? .opus : isH264 ? .h264 : .vp8
    }

    private func note(_ section: MediaSection) {
        guard let stream = ReceivedStream(section), names[stream.ssrc] == nil else { return }
        names[stream.ssrc] = section.msid?.split(separator: " ").first.map(String.init)
        streams.append(stream)
    }

    /// An offer leaves the DTLS role open, which what reads an answer can't know.
    private static func turned(_ description: SessionDescription) -> SessionDescription {
        var turned = description
        for index in turned.media.indices {
            turned.media[index].attributes = turned.media[index].attributes.map {
                $0 == Attribute("setup", "actpass") ? Attribute("setup", "passive") : $0
            }
        }
        return turned
    }

    /// Follows the relay into a new ICE generation, if the offer begins one.
    private func follow(_ next: RemoteTransport) throws {
        guard next.ufrag != remote?.ufrag, let transport else { return }
        renewed = try transport.restartICE()
        transport.setRemoteAfterRestart(
            ICECredentials(ufrag: next.ufrag, password: next.password),
            candidates: next.candidates.compactMap(ICECandidate.init)
        )
    }

    /// All of it, in the other direction.
    private func answer(to offer: SessionDescription, _ local: LocalTransport) -> SessionDescription {
        let own: Set = ["ice-ufrag", "ice-pwd", "fingerprint", "candidate", "msid", "ssrc", "ssrc-group"]
        var answer = offer
        answer.attributes.removeAll { $0.name == "ice-lite" }
        for index in answer.media.indices where answer.media[index].port != 0 {
            var attributes = answer.media[index].attributes.filter { !own.contains($0.name) }
            attributes = attributes.map { attribute in
                switch attribute.name {
                case "sendonly": Attribute("recvonly")
                case "setup": Attribute("setup", "active")
                default: attribute
                }
            }
            attributes.append(Attribute("ice-ufrag", renewed?.ufrag ?? local.ufrag))
            attributes.append(Attribute("ice-pwd", renewed?.password ?? local.password))
            attributes.append(Attribute("fingerprint", local.fingerprint.serialized()))
            let candidates = local.candidates.map { String($0.serialized().dropFirst("candidate:".count)) }
            answer.media[index].attributes = attributes + candidates.map { Attribute("candidate", $0) }
        }
        return answer
    }

    override func receiveRTP(_ packet: Span<UInt8>) {
        guard let header = try? RTPHeader(packet), let received = ReceivedPacket(packet, header, map) else {
            strangers += 1
            return
        }
        if let number = received.transportSequence { transportSequences.append(number) }
        if let stream = streams.first(where: { $0.ssrc == header.ssrc }) {
            stream.append(received)
        } else if let stream = streams.first(where: { $0.rtxSSRC == header.ssrc }) {
            stream.resends.append(received)
        } else {
            strangers += 1
        }
    }

    override func receive(_ packet: RTCPPacket) {
        guard case .senderReport(let report) = packet else { return }
        streams.first { $0.ssrc == report.ssrc }?.reports.append(report)
    }
}

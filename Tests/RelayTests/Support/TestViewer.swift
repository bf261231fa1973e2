// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Transport

@testable import Relay

/// A client that receives and remembers everything.
final class TestViewer: TestClient {
    /// In the order of the answer's sections.
    private(set) var streams: [ReceivedStream] = []
    /// Packets under an SSRC that the answer did not name.
    private(set) var strangers = 0
    private var map = HeaderExtensionMap()
    private let ssrc = UInt32.random(in: 1...UInt32.max)

    /// The streams of a kind.
    var audio: [ReceivedStream] { streams.filter { !$0.isVideo } }
    var video: [ReceivedStream] { streams.filter(\.isVideo) }

    /// Whether something came of everything that was promised.
    var isPlaying: Bool { !streams.isEmpty && streams.allSatisfy { !$0.packets.isEmpty } }

    override func didPlan(_ plan: MediaPlan) {
        streams = plan.accepted.compactMap(ReceivedStream.init)
        map = HeaderExtensionMap(plan.accepted.flatMap(\.extensions))
    }

    override func receiveRTP(_ packet: Span<UInt8>) {
        guard let header = try? RTPHeader(packet), let received = ReceivedPacket(packet, header, map) else {
            strangers += 1
            return
        }
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

    /// Asks for packets again.
    func nack(_ numbers: [UInt16], of stream: ReceivedStream) {
        var compound: [UInt8] = []
        GenericNACK(senderSSRC: ssrc, mediaSSRC: stream.ssrc, sequenceNumbers: numbers).write(into: &compound)
        transport?.sendRTCP(compound.span)
    }

    /// Asks for a keyframe.
    func requestKeyframe(of stream: ReceivedStream) {
        var compound: [UInt8] = []
        PictureLossIndication(senderSSRC: ssrc, mediaSSRC: stream.ssrc).write(into: &compound)
        transport?.sendRTCP(compound.span)
    }
}

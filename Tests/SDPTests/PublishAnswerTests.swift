// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("Answer.publish: real clients") struct PublishAnswerTests {
    @Test func `Chromium gets Opus and VP8 with RTX, and transport-wide feedback instead of REMB`() throws {
        let plan = try Negotiate.publish(Offers.chromiumPublish)
        #expect(plan.localRole == .server)
        #expect(plan.direction == .recvonly)
        #expect(plan.extmapAllowMixed)
        let audio = try #require(plan.sections.first?.codecs.first)
        #expect([audio.name, audio.parameters] == ["opus", "minptime=10;useinbandfec=1"])
        #expect(audio.payloadType == 111 && audio.channels == 2 && audio.transportCC)
        let video = try #require(plan.sections.last?.codecs.first)
        #expect(video.name == "VP8" && video.payloadType == 96 && video.rtxPayloadType == 97)
        #expect(video.nack && video.pli && video.fir && video.transportCC && !video.remb)
        #expect(plan.sections.map(\.codecs.count) == [1, 1])
    }

    @Test func `Chromium's streams, RTX streams, stream ids and extensions are known`() throws {
        let section = try Negotiate.publish(Offers.chromiumPublish).sections[1]
        #expect(section.ssrcs == [1_395_088_106])
        #expect(section.rtxSSRCs == [RetransmissionPair(media: 1_395_088_106, rtx: 1_315_675_933)])
        #expect(section.msid == "e371cd48-eba8-4838-9249-989c71af36dc 50b52bb4-236d-4861-a2f7-411efb34652d")
        let ids = Dictionary(uniqueKeysWithValues: section.extensions.map { ($0.uri, $0.id) })
        #expect(
            ids == [
                HeaderExtensionURI.mid: 4, HeaderExtensionURI.absSendTime: 2,
                HeaderExtensionURI.transportCC: 3,
                HeaderExtensionURI.rid: 10, HeaderExtensionURI.repairedRid: 11,
                HeaderExtensionURI.videoOrientation: 13, HeaderExtensionURI.playoutDelay: 5,
            ])
    }

    @Test func `simulcast is answered without, but its encodings may be named`() throws {
        let plan = try Negotiate.publish(Offers.chromiumSimulcast)
        #expect(plan.sections[1].rids == ["h", "m", "l"])
        let answer = plan.sampleAnswer
        #expect(answer.media.allSatisfy { $0.lines("simulcast").isEmpty && $0.lines("rid").isEmpty })
        let named = plan.sections.map { section in
            section.extensions.filter { $0.uri.contains("stream-id") }.map(\.id)
        }
        #expect(named == [[], [10, 11]])
    }

    @Test func `Firefox sends its video on the audio's transport`() throws {
        let plan = try Negotiate.publish(Offers.firefoxPublish)
        #expect(plan.isBundled)
        #expect(plan.accepted.map(\.mid) == ["0", "1"])
        #expect(plan.remote.ufrag == "5b5e7fdd")
        #expect(plan.remote.candidates.isEmpty)
        #expect(plan.remote.endOfCandidates)
        #expect(plan.sections[1].codecs.map(\.rtxPayloadType) == [124])
        #expect(plan.sections[1].rtxSSRCs.map(\.rtx) == [1_566_879_465])
    }

    @Test func `an extension that Firefox only receives is not answered`() throws {
        let plan = try Negotiate.publish(Offers.firefoxPublish)
        #expect(plan.sections[1].extensions.map(\.id) == [3, 4, 7])
    }

    @Test func `OBS needs no candidates, W15, and its credentials stand in the session`() throws {
        let plan = try Negotiate.publish(Offers.obsPublish)
        #expect(plan.remote.candidates.isEmpty)
        #expect(plan.remote.ufrag == "nxcM")
        #expect(plan.remote.tricklesCandidates)
        #expect(plan.localRole == .server)
        #expect(plan.sections[1].codecs.map(\.payloadType) == [96])
        #expect(
            plan.sections[1].extensions == [
                NegotiatedExtension(id: 1, uri: HeaderExtensionURI.mid),
                NegotiatedExtension(id: 2, uri: HeaderExtensionURI.rid),
            ])
        #expect(plan.sections[0].codecs.map(\.parameters).first?.contains("stereo=1;sprop-stereo=1") == true)
    }

    @Test func `FFmpeg waits for our ClientHello, W14, and sends RTX`() throws {
        let plan = try Negotiate.publish(Offers.ffmpegPublish)
        #expect(plan.localRole == .client)
        #expect(plan.sections[1].codecs.map(\.payloadType) == [106])
        #expect(plan.sections[1].codecs.map(\.rtxPayloadType) == [105])
        #expect(plan.sections[1].rtxSSRCs == [RetransmissionPair(media: 1_593_821_468, rtx: 1_593_821_469)])
        #expect(!plan.remote.tricklesCandidates)
    }

    @Test func `FFmpeg may name a section in its group that is not there`() throws {
        let plan = try Negotiate.publish(Offers.ffmpegVideoOnly)
        #expect(plan.isBundled)
        #expect(plan.sections.map(\.mid) == ["1"])
        #expect(plan.sampleAnswer.attributes.first == Attribute("group", "BUNDLE 1"))
    }

    @Test func `GStreamer's candidates count where they can be used`() throws {
        let plan = try Negotiate.publish(Offers.gstreamerPublish)
        #expect(plan.remote.candidates.map(\.address) == ["192.0.2.2", "fd00::2"])
        #expect(plan.accepted.map(\.mid) == ["video0", "audio1"])
        #expect(plan.sections[1].codecs.map(\.name) == ["OPUS"])
        #expect(!plan.sampleAnswer.serialized().contains("sprop-parameter-sets"))
    }

    @Test func `aiortc's REMB is taken where there is no transport-wide feedback`() throws {
        let plan = try Negotiate.publish(Offers.aiortcPublish)
        let video = try #require(plan.sections[1].codecs.first)
        #expect(video.remb && !video.transportCC && video.nack && video.pli && !video.fir)
        #expect(plan.remote.fingerprints.map(\.algorithm) == ["sha-256", "sha-384", "sha-512"])
    }

    @Test func `the tracks of a plan are what subscribers can get`() throws {
        let tracks = try Negotiate.publish(Offers.obsPublish).tracks
        #expect(tracks.map(\.kind) == [.audio, .video])
        #expect(tracks.map(\.codec) == ["opus", "H264"])
        #expect(
            tracks[1].parameters == "profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1")
        #expect(tracks[0].extensions == [HeaderExtensionURI.mid])
    }
}

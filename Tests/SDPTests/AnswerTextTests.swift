// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("MediaPlan.answer: W13, RFC 8829 §5.3.1") struct AnswerTextTests {
    private func each(_ check: (MediaPlan, SessionDescription) throws -> Void) throws {
        let publishing = try Offers.publishers.map { try Negotiate.publish($0) }
        let subscribing = try Offers.subscribers.map { try Negotiate.subscribe($0, [.opus, .vp8]) }
        for plan in publishing + subscribing { try check(plan, plan.sampleAnswer) }
    }

    @Test func `each client's answer is short, begins with v= and ends its lines with CRLF`() throws {
        try each { _, answer in
            let text = answer.serialized()
            #expect(text.utf8.count <= 8_192)
            #expect(text.hasPrefix("v=0\r\n") && text.hasSuffix("\r\n"))
            #expect(text.utf8.count { $0 == 10 } == text.utf8.count { $0 == 13 })
            let again = try SessionDescription(parsing: Array(text.utf8))
            #expect(again == answer)
        }
    }

    @Test func `sections are answered one for one, with mid, rtcp-mux, credentials and fingerprint`() throws {
        try each { plan, answer in
            #expect(answer.media.count == plan.sections.count)
            #expect(answer.bundle == plan.sections.map(\.mid))
            for (section, media) in zip(plan.sections, answer.media) {
                #expect(media.mid == section.mid)
                #expect(media.flag("rtcp-mux"))
                #expect(media.flag("rtcp-rsize") == section.reducedSizeRTCP)
                #expect(media.lines("ice-ufrag") == ["ice-ufrag:lwav"])
                #expect(media.lines("ice-pwd") == ["ice-pwd:abcdefghijklmnopqrstuvwx"])
                #expect(media.lines("fingerprint").first?.hasPrefix("fingerprint:sha-256 00:01:02:") == true)
            }
        }
    }

    @Test func `all candidates stand in the first section, the best IPv4 host in front`() throws {
        try each { _, answer in
            let candidates = answer.media[0].lines("candidate")
            #expect(candidates.count == 3)
            #expect(candidates.first == "candidate:1 1 udp 2122252543 198.51.100.7 50001 typ host")
            #expect(answer.media[0].flag("end-of-candidates"))
            #expect(answer.media[0].port == 50_001 && answer.media[0].connection == "IN IP4 198.51.100.7")
            #expect(answer.media.dropFirst().allSatisfy { $0.lines("candidate").isEmpty })
        }
    }

    @Test func `what is an ICE lite agent says so, once and before all sections`() throws {
        var local = LocalTransport.sample
        local.isLite = true
        try each { plan, _ in
            let answer = plan.answer(local, sessionID: 1, sending: [])
            #expect(answer.attributes.count { $0.name == "ice-lite" } == 1)
            #expect(answer.media.allSatisfy { !$0.attributes.contains { $0.name == "ice-lite" } })
            // Such a one sends no checks that would show where it is.
            #expect(answer.media.filter { $0.port != 0 }.allSatisfy { $0.lines("candidate").count == 3 })
        }
    }

    @Test func `we are no ICE lite agent unless told, and say trickle only to those who do`() throws {
        try each { plan, answer in
            #expect(!answer.serialized().contains("ice-lite"))
            let trickle = answer.media.allSatisfy { $0.lines("ice-options") == ["ice-options:trickle"] }
            #expect(trickle == plan.remote.tricklesCandidates)
        }
    }

    @Test func `a publisher is promised nothing`() throws {
        let answer = try Negotiate.publish(Offers.chromiumPublish).sampleAnswer
        #expect(
            answer.media.allSatisfy {
                $0.flag("recvonly") && $0.lines("msid").isEmpty && $0.lines("ssrc").isEmpty
            })
        #expect(answer.media[1].formats == ["96", "97"])
        #expect(answer.media[1].lines("rtpmap") == ["rtpmap:96 VP8/90000", "rtpmap:97 rtx/90000"])
        #expect(answer.media[1].lines("fmtp") == ["fmtp:97 apt=96"])
        #expect(
            answer.media[1].lines("rtcp-fb") == [
                "rtcp-fb:96 transport-cc", "rtcp-fb:96 ccm fir", "rtcp-fb:96 nack", "rtcp-fb:96 nack pli",
            ])
    }

    @Test func `a subscriber is told the stream, its RTX and one msid`() throws {
        let answer = try Negotiate.subscribe(Offers.chromiumSubscribe, [.opus, .vp8]).sampleAnswer
        #expect(
            answer.media.map { $0.lines("msid") } == [["msid:broadcast track0"], ["msid:broadcast track1"]])
        #expect(answer.media[0].lines("ssrc") == ["ssrc:1000 cname:room"])
        #expect(answer.media[1].lines("ssrc-group") == ["ssrc-group:FID 1001 2001"])
        #expect(answer.media[1].lines("ssrc") == ["ssrc:1001 cname:room", "ssrc:2001 cname:room"])
        #expect(answer.media[0].lines("rtpmap") == ["rtpmap:111 opus/48000/2"])
    }

    @Test func `without RTX no RTX stream is announced`() throws {
        var capabilities = Capabilities.relay
        capabilities.rtx = false
        let plan = try Answer.subscribe(Offers.parsed(Offers.chromiumSubscribe), tracks: [.vp8], capabilities)
        let answer = plan.sampleAnswer
        #expect(answer.media[1].lines("ssrc-group").isEmpty)
        #expect(answer.media[1].formats == ["96"])
        // NACKs are answered in place, with packets that have no transport-wide number.
        #expect(answer.media[1].lines("rtcp-fb").contains("rtcp-fb:96 nack"))
        #expect(!answer.media[1].lines("rtcp-fb").contains("rtcp-fb:96 transport-cc"))
    }

    @Test func `without candidates the destination is nowhere`() throws {
        var local = LocalTransport.sample
        local.candidates = []
        let plan = try Negotiate.publish(Offers.obsPublish)
        let media = plan.answer(local, sessionID: .max, sending: []).media[0]
        #expect(media.port == 9 && media.connection == "IN IP4 0.0.0.0")
        #expect(media.flag("end-of-candidates"))
    }

    @Test func `the session id stays below 2^63`() throws {
        let plan = try Negotiate.publish(Offers.obsPublish)
        let origin = plan.answer(.sample, sessionID: .max, sending: []).origin
        #expect(origin == "- 9223372036854775807 1 IN IP4 127.0.0.1")
    }
}

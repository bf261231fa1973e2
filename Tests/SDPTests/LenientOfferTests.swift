// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("Answer.publish: what is usable all the same") struct LenientOfferTests {
    @Test func `a single section needs neither group nor mid`() throws {
        var offer = SampleOffer().replacing("a=group:BUNDLE 0 1", with: nil)
        offer.media = [offer.media[1].filter { $0 != "a=mid:1" }]
        let plan = try Negotiate.publish(offer.text)
        #expect(plan.sections[0].mid.isEmpty && !plan.isBundled)
        let answer = plan.sampleAnswer
        #expect(answer.bundle.isEmpty && answer.media[0].lines("mid").isEmpty)
    }

    @Test func `both directions and none are answered with recvonly`() throws {
        for direction in ["a=sendrecv", nil] {
            let answer = try Negotiate.publish(SampleOffer().replacing("a=sendonly", with: direction).text)
                .sampleAnswer
            #expect(answer.media.allSatisfy { $0.flag("recvonly") })
        }
    }

    @Test func `an inactive section stays in the bundle, a dead one does not`() throws {
        var offer = SampleOffer()
        offer.media[0] = offer.media[0].map { $0 == "a=sendonly" ? "a=inactive" : $0 }
        let plan = try Negotiate.publish(offer.text)
        #expect(plan.sections.map(\.isIdle) == [true, false])
        #expect(plan.sampleAnswer.bundle == ["0", "1"])
        offer.media[0][0] = "m=audio 0 UDP/TLS/RTP/SAVPF 111"
        let dead = try Negotiate.publish(offer.text).sampleAnswer
        #expect(dead.bundle == ["1"])
        #expect(dead.media[0].port == 0 && dead.media[0].flag("inactive"))
    }

    @Test func `an ICE lite peer is known, so that we take control`() throws {
        var offer = SampleOffer()
        #expect(try !Negotiate.publish(offer.text).remote.isLite)
        offer.session.append("a=ice-lite")
        #expect(try Negotiate.publish(offer.text).remote.isLite)
    }

    @Test func `the transport is that of the group's first section, RFC 8843 §7.2.1`() throws {
        let offer = SampleOffer().replacing("a=group:BUNDLE 0 1", with: "a=group:BUNDLE 1 0")
            .appending(["a=ice-ufrag:audio", "a=candidate:1 1 udp 1 192.0.2.1 1 typ host"], to: 0)
            .appending(["a=ice-ufrag:video", "a=candidate:1 1 udp 1 192.0.2.2 1 typ host"], to: 1)
        let remote = try Negotiate.publish(offer.text).remote
        #expect(remote.ufrag == "video")
        #expect(remote.candidates.map(\.address) == ["192.0.2.2"])
    }

    @Test func `repair streams and further layers are not taken for tracks`() throws {
        let offer = SampleOffer().appending(
            [
                "a=ssrc-group:FID 1 2", "a=ssrc-group:FEC-FR 1 3", "a=ssrc-group:SIM 1 4",
                "a=ssrc-group:FID 4 5",
                "a=ssrc:1 cname:x", "a=ssrc:2 cname:x", "a=ssrc:3 cname:x", "a=ssrc:4 cname:x",
                "a=ssrc:5 cname:x",
                "a=ssrc:1 msid:a b", "a=ssrc:4294967296 cname:x",
            ], to: 1)
        let section = try Negotiate.publish(offer.text).sections[1]
        #expect(section.ssrcs == [1])
        #expect(section.rtxSSRCs == [RetransmissionPair(media: 1, rtx: 2)])
    }

    @Test func `extensions keep the first use of an id, and placeholders are not taken`() throws {
        let offer = SampleOffer().appending(
            [
                "a=extmap:3 \(HeaderExtensionURI.mid)", "a=extmap:3 \(HeaderExtensionURI.absSendTime)",
                "a=extmap:0 \(HeaderExtensionURI.playoutDelay)",
                "a=extmap:4096 \(HeaderExtensionURI.videoOrientation)",
                "a=extmap:16/sendonly \(HeaderExtensionURI.dependencyDescriptor) some attributes",
            ], to: 1)
        let plan = try Negotiate.publish(offer.text)
        #expect(plan.sections[1].extensions.map(\.id) == [3, 16])
        #expect(
            plan.sampleAnswer.media[1].lines("extmap").last
                == "extmap:16/recvonly \(HeaderExtensionURI.dependencyDescriptor)")
    }
}

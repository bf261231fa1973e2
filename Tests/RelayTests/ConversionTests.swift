// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import SDP
import Testing
import Transport

@testable import Relay

/// One module's words in another's.
@Suite("Conversions") struct ConversionTests {
    @Test func `kinds of media`() {
        #expect(
            SDPMediaKind.allCases.map { MediaKind($0) }
                == SDPMediaKind.allCases.map { $0 == .audio ? .audio : .video })
    }

    @Test func `header extensions keep the offerer's ids, and unknown ones are left out`() {
        let map = HeaderExtensionMap([
            NegotiatedExtension(id: 3, uri: HeaderExtensionURI.mid),
            NegotiatedExtension(id: 200, uri: HeaderExtensionURI.transportCC),
            NegotiatedExtension(id: 5, uri: "urn:example:unknown"),
        ])
        #expect(map[.mid] == 3)
        #expect(map[.transportSequenceNumber] == 200)
        #expect(map.kind(of: 5) == nil)
        #expect(map[.absSendTime] == 0)
    }

    @Test func `both modules spell each extension alike`() {
        let spelled = [
            HeaderExtensionURI.mid, HeaderExtensionURI.rid, HeaderExtensionURI.repairedRid,
            HeaderExtensionURI.absSendTime, HeaderExtensionURI.transportCC, HeaderExtensionURI.audioLevel,
            HeaderExtensionURI.videoOrientation, HeaderExtensionURI.playoutDelay,
            HeaderExtensionURI.dependencyDescriptor,
        ]
        #expect(Set(spelled) == Set(HeaderExtensionKind.allCases.map(\.uri)))
    }

    @Test func `every codec that is negotiated is one that is forwarded`() {
        for codec in Capabilities.relay.codecs {
            #expect(CodecKind(encodingName: codec.name)?.kind == MediaKind(codec.kind))
        }
        #expect(
            Set(Capabilities.relay.codecs.compactMap { CodecKind(encodingName: $0.name) })
                == Set(CodecKind.allCases))
    }

    @Test func `feedback options one by one`() {
        var codec = NegotiatedCodec(name: "VP8", clockRate: 90_000, payloadType: 96)
        #expect(FeedbackOptions(codec, reducedSize: false) == [])
        #expect(FeedbackOptions(codec, reducedSize: true) == .reducedSize)
        codec.nack = true
        codec.fir = true
        #expect(FeedbackOptions(codec, reducedSize: false) == [.nack, .fir])
        codec.nack = false
        codec.fir = false
        codec.pli = true
        codec.remb = true
        codec.transportCC = true
        #expect(FeedbackOptions(codec, reducedSize: false) == [.pli, .remb, .transportCC])
    }

    @Test func `a publisher's section becomes a track`() throws {
        let offer = ClientOffer.publisher([.opus, .vp8], rtx: true)
        let plan = try Answer.publish(SessionDescription(parsing: Array(offer.text(Self.local).utf8)), .relay)
        let tracks = plan.accepted.compactMap(TrackConfiguration.init)
        #expect(tracks.map(\.kind) == [.audio, .video])
        #expect(tracks.map(\.codec) == [.opus, .vp8])
        #expect(tracks.map(\.clockRate) == [48_000, 90_000])
        #expect(tracks.map(\.mid) == ["0", "1"])
        #expect(tracks.map(\.ssrcs) == offer.sending.map { [$0.ssrc] })
        let video = try #require(tracks.last)
        #expect(video.rtxPayloadType != nil)
        #expect(video.rtxSSRCs.map(\.media) == video.ssrcs)
        #expect(video.rtxSSRCs.map(\.rtx) == [offer.sending[1].rtxSSRC])
        #expect(video.feedback.isSuperset(of: [.nack, .pli]))
        #expect(video.extensions[.transportSequenceNumber] != 0)
    }

    @Test func `candidates there and back`() throws {
        let kinds: [(Candidate.Kind, ICECandidate.Kind)] = [
            (.host, .host), (.srflx, .srflx), (.prflx, .prflx), (.relay, .relay),
        ]
        for (kind, other) in kinds {
            let candidate = Candidate(
                foundation: "7", priority: 5, address: "192.0.2.1", port: 9, type: kind,
                relatedAddress: "198.51.100.1", relatedPort: 10
            )
            let converted = try #require(ICECandidate(candidate))
            #expect(converted.type == other)
            #expect(Candidate(converted) == candidate)
        }
    }

    @Test(arguments: [
        "candidate:1 1 tcp 1 192.0.2.1 9 typ host tcptype active", "candidate:1 2 udp 1 192.0.2.1 9 typ host",
        "candidate:1 1 udp 1 a1b2.local 9 typ host", "candidate:1 1 udp 1 192.0.2.1 9 typ magic",
        "candidate:1 1 udp 1 192.0.2.1 0 typ host",
    ])
    func `candidates that can't be used are nil`(_ text: String) throws {
        #expect(ICECandidate(try Candidate(parsing: text)) == nil)
    }

    @Test func `each module's error becomes one that the control plane knows`() {
        #expect(RelayError(NegotiationError.noMedia) == .unusable(NegotiationError.noMedia.reason))
        guard case .malformed(let reason) = RelayError(SDPError.noVersion) else {
            Issue.record("a text that is no SDP is malformed")
            return
        }
        #expect(reason.contains(SDPError.noVersion.reason))
        guard case .exhausted(let room) = RelayError(TransportError.portsExhausted) else {
            Issue.record("no port is no room")
            return
        }
        #expect(room.contains(TransportError.portsExhausted.reason))
    }

    @Test func `why a transport closed, as the control plane says it`() {
        let reasons: [(TransportCloseReason, PeerEndReason)] = [
            (.closedByUs, .closed), (.closedByPeer, .closed), (.iceFailed, .iceFailed),
            (.consentExpired, .iceFailed), (.dtlsFailed("x"), .dtlsFailed),
            (.fingerprintMismatch, .dtlsFailed),
            (.connectTimeout, .timeout),
        ]
        for (reason, ending) in reasons { #expect(PeerEndReason(reason) == ending) }
    }

    @Test func `drop reasons are snake case, and no name stands for two of one module`() {
        let names = DropReason.allCases.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names + TransportDropReason.allCases.map(\.label) {
            #expect(
                !name.isEmpty && name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (97...122).contains($0) })
        }
        #expect(DropReason.waitingForKeyframe.name == "waiting_for_keyframe")
    }

    private static let local = LocalTransport(
        ufrag: "abcd", password: "0123456789012345678901",
        fingerprint: Fingerprint(algorithm: "sha-256", bytes: [UInt8](repeating: 1, count: 32)),
        candidates: []
    )
}

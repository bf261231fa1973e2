// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import SDP
import Transport

// The words of SDP in the words of the modules that act on them. Nothing is decided here.

extension MediaKind {
    init(_ kind: SDPMediaKind) {
        switch kind {
        case .audio: self = .audio
        case .video: self = .video
        }
    }
}

extension HeaderExtensionMap {
    /// The ids of all extensions we know; with BUNDLE an id means the same in every section (RFC 8843 §9.2).
    init(_ extensions: [NegotiatedExtension]) {
        self.init()
        for negotiated in extensions {
            guard let kind = HeaderExtensionKind(uri: negotiated.uri) else { continue }
            self[kind] = negotiated.id
        }
    }
}

extension FeedbackOptions {
    init(_ codec: NegotiatedCodec, reducedSize: Bool) {
        self = reducedSize ? .reducedSize : []
        if codec.nack { insert(.nack) }
        if codec.pli { insert(.pli) }
        if codec.fir { insert(.fir) }
        if codec.remb { insert(.remb) }
        if codec.transportCC { insert(.transportCC) }
    }
}

extension TrackConfiguration {
    /// The track that a publisher sends in `section`; nil if the section carries nothing that we forward.
    init?(_ section: MediaSection) {
        guard let codec = section.codecs.first, let kind = CodecKind(encodingName: codec.name) else {
            return nil
        }
        self.init(
            kind: kind.kind,
            codec: kind,
            clockRate: codec.clockRate,
            payloadType: codec.payloadType,
            rtxPayloadType: codec.rtxPayloadType,
            mid: section.mid,
            ssrcs: section.ssrcs,
            rtxSSRCs: section.rtxSSRCs.map { RTXPair(media: $0.media, rtx: $0.rtx) },
            feedback: FeedbackOptions(codec, reducedSize: section.reducedSizeRTCP),
            extensions: HeaderExtensionMap(section.extensions)
        )
    }
}

extension ICECandidate {
    /// A remote candidate that libnice can use; nil for TCP, names and other components.
    init?(_ candidate: Candidate) {
        guard candidate.isUsable else { return nil }
        let type: ICECandidate.Kind
        switch candidate.type {
        case .host: type = .host
        case .srflx: type = .srflx
        case .prflx: type = .prflx
        case .relay: type = .relay
        case .other: return nil
        }
        self.init(
            foundation: candidate.foundation,
            priority: candidate.priority,
            address: candidate.address,
            port: candidate.port,
            type: type,
            relatedAddress: candidate.relatedAddress,
            relatedPort: candidate.relatedPort
        )
    }
}

extension Candidate {
    /// A local candidate as it stands in our SDP.
    init(_ candidate: ICECandidate) {
        let type: Candidate.Kind
        switch candidate.type {
        case .host: type = .host
        case .srflx: type = .srflx
        case .prflx: type = .prflx
        case .relay: type = .relay
        }
        self.init(
            foundation: candidate.foundation,
            priority: candidate.priority,
            address: candidate.address,
            port: candidate.port,
            type: type,
            relatedAddress: candidate.relatedAddress,
            relatedPort: candidate.relatedPort
        )
    }
}

extension LocalTransport {
    init(_ credentials: ICECredentials, _ candidates: [ICECandidate], identity: DTLSIdentity) {
        self.init(
            ufrag: credentials.ufrag,
            password: credentials.password,
            fingerprint: Fingerprint(algorithm: "sha-256", bytes: identity.fingerprint),
            candidates: candidates.map(Candidate.init)
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

extension MediaSection {
    /// A section of an offer of ours, that carries `track` as `codec`.
    init(
        offering track: TrackDescription, _ codec: NegotiatedCodec, at index: Int, mid: String,
        _ capabilities: Capabilities
    ) {
        let line = MediaDescription(
            type: track.kind.rawValue, port: 9, transport: "UDP/TLS/RTP/SAVPF",
            formats: [String(codec.payloadType)], attributes: [Attribute("mid", mid)])
        self.init(index: index, offered: line)
        accepted = true
        codecs = [codec]
        reducedSizeRTCP = true
        trackIndex = index
        extensions = capabilities.extensions(track.kind, peerSends: false)
            .filter { Self.transportExtensions.contains($0) || track.extensions.contains($0) }
            .compactMap { uri in Self.identifiers[uri].map { NegotiatedExtension(id: $0, uri: uri) } }
    }

    /// Extensions that we write ourselves; the others exist only if the publisher sends them.
    private static let transportExtensions: Set = [
        HeaderExtensionURI.mid, HeaderExtensionURI.absSendTime, HeaderExtensionURI.transportCC,
    ]

    /// One id for each extension in all sections (RFC 8843 §9.3).
    private static let identifiers: [String: UInt8] = [
        HeaderExtensionURI.mid: 1, HeaderExtensionURI.absSendTime: 2, HeaderExtensionURI.transportCC: 3,
        HeaderExtensionURI.audioLevel: 4, HeaderExtensionURI.videoOrientation: 5,
        HeaderExtensionURI.playoutDelay: 6, HeaderExtensionURI.dependencyDescriptor: 7,
    ]
}

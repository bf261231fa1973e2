// SPDX-License-Identifier: Apache-2.0

/// One `m=` section as it was written or is to be written (RFC 8866 §5.14).
public struct MediaDescription: Equatable, Sendable {
    /// `audio`, `video`, `application` or what else the writer names.
    public var type: String
    /// The port; 0 rejects the section, unless it is `bundle-only` (RFC 8843 §6).
    public var port: UInt16
    /// The profile, for example `UDP/TLS/RTP/SAVPF`.
    public var transport: String
    /// The formats in the writer's order: payload types, for RTP.
    public var formats: [String]
    /// What stands after `c=`, if there is such a line.
    public var connection: String?
    /// What stands after each `b=`.
    public var bandwidths: [String]
    /// The `a=` lines in order.
    public var attributes: [Attribute]

    /// A section with the given `m=` line and attributes.
    public init(
        type: String, port: UInt16, transport: String, formats: [String], connection: String? = nil,
        attributes: [Attribute] = []
    ) {
        self.type = type
        self.port = port
        self.transport = transport
        self.formats = formats
        self.connection = connection
        self.bandwidths = []
        self.attributes = attributes
    }

    /// Reads what stands after `m=`; nil when a field is missing or the port is none.
    init?(text: Substring) {
        let fields = text.fields()
        guard fields.count >= 4, let port = UInt16(fields[1].cut(at: .slash).head) else { return nil }
        self.init(
            type: String(fields[0]), port: port, transport: String(fields[2]),
            formats: fields[3...].map { String($0) })
    }

    /// Audio or video; nil for all else.
    public var kind: SDPMediaKind? { SDPMediaKind(rawValue: type) }

    /// The name by which BUNDLE groups and the mid extension know the section (RFC 5888 §4).
    public var mid: String? { attributes.value("mid") }

    /// The direction that the section itself states, if it does.
    public var direction: Direction? { attributes.direction }

    /// Whether the section is alive: it has a port, or lives on another section's (RFC 8843 §6).
    public var isOffered: Bool { port != 0 || attributes.has("bundle-only") }

    /// Whether the profile is RTP with feedback over DTLS, in one of the spellings of RFC 8829 §5.1.2.
    public var isSecureRTP: Bool {
        let tail = transport.hasSuffix("RTP/SAVPF") || transport.hasSuffix("RTP/SAVP")
        return tail
            && (transport.hasPrefix("RTP/") || transport.hasPrefix("UDP/TLS/") || transport.hasPrefix("TCP/"))
    }

    /// Says how many bits per second the section's receiver takes, in both ways that are known: with all headers, in
    /// kbit/s (RFC 8866 §5.8), and without those below RTP (RFC 3890 §6.2). Chromium reads either, Firefox the second.
    mutating func bound(to bitrate: UInt64) {
        bandwidths = ["AS:\((bitrate + 999) / 1_000)", "TIAS:\(bitrate)"]
    }
}

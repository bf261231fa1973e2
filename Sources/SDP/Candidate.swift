// SPDX-License-Identifier: Apache-2.0

/// One address at which a peer may be reached (RFC 8839 §5.1).
public struct Candidate: Equatable, Sendable {
    /// What carries the packets.
    public enum Transport: String, Equatable, Sendable {
        /// UDP, the only one that we use.
        case udp
        /// TCP (RFC 6544).
        case tcp
        /// Anything else.
        case other
    }

    /// How the address was found.
    public enum Kind: String, Equatable, Sendable {
        /// An address of the peer's own.
        case host
        /// Seen by a STUN server.
        case srflx
        /// Seen by the peer in a check.
        case prflx
        /// Lent by a TURN server.
        case relay
        /// Anything else.
        case other
    }

    /// Groups candidates that depend on the same path; 1 to 32 characters.
    public var foundation: String
    /// 1 is RTP, and with rtcp-mux all there is.
    public var component: UInt16
    /// What carries the packets.
    public var transport: Transport
    /// Higher is preferred (RFC 8445 §5.1.2).
    public var priority: UInt32
    /// An IP literal, or a name such as an mDNS one.
    public var address: String
    /// The port.
    public var port: UInt16
    /// How the address was found.
    public var type: Kind
    /// The base of a reflexive or relayed address, if given.
    public var relatedAddress: String?
    /// The port of ``relatedAddress``.
    public var relatedPort: UInt16?
    /// `active`, `passive` or `so`, for TCP only (RFC 6544 §4.5).
    public var tcpType: String?

    /// A UDP candidate of component 1, as our own are.
    public init(
        foundation: String, priority: UInt32, address: String, port: UInt16, type: Kind,
        relatedAddress: String? = nil, relatedPort: UInt16? = nil
    ) {
        self.foundation = foundation
        self.component = 1
        self.transport = .udp
        self.priority = priority
        self.address = address
        self.port = port
        self.type = type
        self.relatedAddress = relatedAddress
        self.relatedPort = relatedPort
    }

    /// Reads the text of a candidate, with or without `a=` and `candidate:` in front.
    ///
    /// Extension attributes that we don't know are passed over (RFC 8839 §5.1). Throws
    /// ``SDPError/malformedCandidate`` for all that breaks the grammar.
    public init(parsing text: some StringProtocol) throws(SDPError) {
        var text = Substring(text).trimmed
        if text.hasPrefix("a=") { text = text.dropFirst(2) }
        if text.hasPrefix("candidate:") { text = text.dropFirst(10) }
        let fields = text.fields()
        guard let candidate = Candidate(fields: fields) else { throw .malformedCandidate }
        self = candidate
    }

    private init?(fields: [Substring]) {
        guard fields.count >= 8, fields[6] == "typ", (1...32).contains(fields[0].utf8.count),
            let component = UInt16(fields[1]), (1...256).contains(component),
            let priority = UInt32(fields[3]), let port = UInt16(fields[5]),
            fields[0].isVisibleASCII, fields[4].isVisibleASCII
        else { return nil }
        self.init(
            foundation: String(fields[0]), priority: priority, address: String(fields[4]), port: port,
            type: Kind(rawValue: fields[7].lowercased()) ?? .other)
        self.component = component
        self.transport = Transport(rawValue: fields[2].lowercased()) ?? .other
        takeExtensions(fields[8...])
    }

    private mutating func takeExtensions(_ fields: ArraySlice<Substring>) {
        var rest = fields
        while let name = rest.popFirst(), let value = rest.popFirst() {
            switch name {
            case "raddr": relatedAddress = value.isVisibleASCII ? String(value) : nil
            case "rport": relatedPort = UInt16(value)
            case "tcptype": tcpType = value.isVisibleASCII ? String(value) : nil
            default: break
            }
        }
    }

    /// The text after `a=`: `candidate:` and all that belongs to it.
    public func serialized() -> String {
        var text = "candidate:\(foundation) \(component) \(transport.rawValue) \(priority)"
        text += " \(address) \(port) typ \(type.rawValue)"
        if let relatedAddress { text += " raddr \(relatedAddress)" }
        if let relatedPort { text += " rport \(relatedPort)" }
        if let tcpType { text += " tcptype \(tcpType)" }
        return text
    }

    /// Whether we can send to it: UDP, component 1, a port and an IP literal that is not link-local
    /// (which would need a zone). Others, mDNS names for example, are ignored.
    public var isUsable: Bool {
        transport == .udp && component == 1 && port != 0 && IPLiteral(address) != nil
            && !address.lowercased().hasPrefix("fe80:")
    }
}

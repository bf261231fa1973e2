// SPDX-License-Identifier: Apache-2.0

/// A fragment that adds candidates to a session or restarts its ICE (RFC 8840 §9, RFC 9725 §4.3.2).
///
/// Read leniently: credentials count at whichever level they stand, candidates that we can't use are
/// dropped, lines that we don't know are passed over.
public struct TrickleFragment: Equatable, Sendable {
    /// The user fragment that the candidates belong to, if named.
    public var ufrag: String?
    /// The password, if named.
    public var password: String?
    /// The name of the section, if named.
    public var mid: String?
    /// Usable candidates; at most ``SDPLimits/candidates``.
    public var candidates: [Candidate]
    /// Whether no more will come.
    public var endOfCandidates: Bool

    /// A fragment of our own: the answer to a restart.
    public init(ufrag: String, password: String, mid: String?, candidates: [Candidate], endOfCandidates: Bool)
    {
        self.ufrag = ufrag
        self.password = password
        self.mid = mid
        self.candidates = candidates
        self.endOfCandidates = endOfCandidates
    }

    /// Reads a fragment. Throws when it passes a bound (``SDPLimits``) or is no text.
    public init(parsing bytes: [UInt8]) throws(SDPError) {
        self.candidates = []
        self.endOfCandidates = false
        var reader = try LineReader(bytes)
        var count = 0
        while let line = try reader.next() {
            guard line.hasPrefix("a="), let attribute = Attribute(text: line.dropFirst(2)) else { continue }
            count += attribute.name == "candidate" ? 1 : 0
            guard count <= SDPLimits.candidates else { throw .tooManyCandidates(line: reader.lineNumber) }
            take(attribute)
        }
    }

    private mutating func take(_ attribute: Attribute) {
        switch (attribute.name, attribute.value) {
        case ("ice-ufrag", let value?): ufrag = ufrag ?? value
        case ("ice-pwd", let value?): password = password ?? value
        case ("mid", let value?): mid = mid ?? value
        case ("candidate", let value?):
            if let candidate = Candidate(usable: value) { candidates.append(candidate) }
        case ("end-of-candidates", _): endOfCandidates = true
        default: break
        }
    }

    /// Whether this asks for new ICE: it has credentials of valid length, and they are not those of `remote`
    /// (RFC 8839 §4.4.1.1.1).
    public func restarts(_ remote: RemoteTransport) -> Bool {
        guard let ufrag, let password, (4...256).contains(ufrag.utf8.count),
            (22...256).contains(password.utf8.count)
        else { return false }
        return ufrag != remote.ufrag || password != remote.password
    }

    /// The text, each line ended by CRLF. Candidates stand in a pseudo section, as RFC 8840 §9 wants.
    public func serialized() -> String {
        var lines: [String] = []
        if let ufrag { lines.append("a=ice-ufrag:\(ufrag)") }
        if let password { lines.append("a=ice-pwd:\(password)") }
        if let mid { lines += ["m=audio 9 UDP/TLS/RTP/SAVPF 0", "a=mid:\(mid)"] }
        lines += candidates.map { "a=\($0.serialized())" }
        if endOfCandidates { lines.append("a=end-of-candidates") }
        return lines.map { $0 + "\r\n" }.joined()
    }
}

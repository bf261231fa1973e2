// SPDX-License-Identifier: Apache-2.0

/// How the peer reaches and knows us.
public struct LocalTransport: Equatable, Sendable {
    /// Our half of the STUN user name.
    public var ufrag: String
    /// Our STUN password.
    public var password: String
    /// The hash of our certificate.
    public var fingerprint: Fingerprint
    /// All our candidates, in any order; ``ordered`` puts the best in front.
    public var candidates: [Candidate]

    /// Whether we are an ICE lite agent, which sends no checks and never controls (RFC 8445 §2.5).
    public var isLite: Bool

    /// A transport whose candidates are all gathered.
    public init(
        ufrag: String, password: String, fingerprint: Fingerprint, candidates: [Candidate],
        isLite: Bool = false
    ) {
        self.ufrag = ufrag
        self.password = password
        self.fingerprint = fingerprint
        self.candidates = candidates
        self.isLite = isLite
    }

    /// The candidates as they are written: the best IPv4 UDP host that others can reach first, because FFmpeg takes
    /// the first it can read, then the others by priority. At most ``SDPLimits/localCandidates``.
    public var ordered: [Candidate] {
        let byPriority = candidates.enumerated()
            .sorted { ($1.element.priority, $0.offset) < ($0.element.priority, $1.offset) }
            .map(\.element)
        let reachable = byPriority.firstIndex { $0.isIPv4Host && !$0.address.hasPrefix("127.") }
        guard let best = reachable ?? byPriority.firstIndex(where: \.isIPv4Host) else {
            return Array(byPriority.prefix(SDPLimits.localCandidates))
        }
        let others = byPriority[..<best] + byPriority[(best + 1)...]
        return [byPriority[best]] + others.prefix(SDPLimits.localCandidates - 1)
    }
}

extension Candidate {
    fileprivate var isIPv4Host: Bool {
        type == .host && isUsable && IPLiteral(address) == .ipv4
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A transport address that a peer may be reached at: UDP, component 1 (RFC 8839 §5.1).
public struct ICECandidate: Equatable, Sendable {
    /// How the address was learned (RFC 8445 §5.1.1).
    public enum Kind: Sendable {
        case host, srflx, prflx, relay
    }

    /// Same for candidates of the same kind, base and server; 1…32 characters.
    public var foundation: String
    /// Higher is better (RFC 8445 §5.1.2).
    public var priority: UInt32
    /// An IP literal; a candidate with a name is ignored.
    public var address: String
    /// 1…65,535.
    public var port: UInt16
    /// How it was learned.
    public var type: Kind
    /// The address it was derived from; none for a host.
    public var relatedAddress: String?
    /// That address's port.
    public var relatedPort: UInt16?

    /// A candidate as it stands in a description.
    public init(
        foundation: String,
        priority: UInt32,
        address: String,
        port: UInt16,
        type: Kind,
        relatedAddress: String? = nil,
        relatedPort: UInt16? = nil
    ) {
        self.foundation = foundation
        self.priority = priority
        self.address = address
        self.port = port
        self.type = type
        self.relatedAddress = relatedAddress
        self.relatedPort = relatedPort
    }
}

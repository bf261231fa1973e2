// SPDX-License-Identifier: Apache-2.0

/// What the media plane needs to know before it starts.
public struct RelayConfiguration: Sendable {
    /// Worker threads; at least 1. One for each core is a good choice.
    public var workers: Int
    /// UDP ports for media, each peer taking one for each local address; nil lets the system choose.
    public var mediaPorts: ClosedRange<UInt16>?
    /// The machine's addresses that peers may be offered, as IP literals.
    public var localAddresses: [String]
    /// Addresses that stand in the answers in place of the local ones (1:1 NAT), as IP literals.
    public var announcedAddresses: [String]
    /// STUN server as `host:port` with an IP literal, for a relay behind a NAT without a 1:1 mapping.
    public var stun: String?
    /// TURN servers as `turn:user:password@host:port` with an IP literal.
    public var turn: [String]

    /// Makes a configuration.
    public init(
        workers: Int,
        mediaPorts: ClosedRange<UInt16>? = nil,
        localAddresses: [String],
        announcedAddresses: [String] = [],
        stun: String? = nil,
        turn: [String] = []
    ) {
        self.workers = workers
        self.mediaPorts = mediaPorts
        self.localAddresses = localAddresses
        self.announcedAddresses = announcedAddresses
        self.stun = stun
        self.turn = turn
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What the media plane needs to know before it starts.
public struct RelayConfiguration: Sendable {
    /// Worker threads; at least 1. One for each core is a good choice.
    public var workers: Int
    /// The UDP port that all peers of the first worker share, on each local address; the next worker has the next one.
    /// 0 lets the system choose. Nil: each peer has sockets of its own, and ``mediaPorts``, STUN and TURN count.
    public var mediaPort: UInt16?
    /// UDP ports for media, each peer taking one for each local address; nil lets the system choose.
    public var mediaPorts: ClosedRange<UInt16>?
    /// The machine's addresses that peers may be offered, as IP literals.
    public var localAddresses: [String]
    /// Addresses that stand in the answers in place of the local ones (1:1 NAT), as IP literals.
    public var announcedAddresses: [String]
    /// STUN server, for a relay behind a NAT without a 1:1 mapping.
    public var stun: STUNServer?
    /// TURN servers that lend the relay an address.
    public var turn: [TURNServer]

    /// Where a STUN server is.
    public struct STUNServer: Equatable, Sendable {
        /// An IP literal: the media plane resolves no names.
        public var host: String
        /// The UDP port.
        public var port: UInt16

        /// A server.
        public init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }
    }

    /// Where a TURN server is, and what it asks for.
    public struct TURNServer: Equatable, Sendable {
        /// An IP literal.
        public var host: String
        /// The UDP port.
        public var port: UInt16
        /// The long-term credential's user name (RFC 8489 §9.2).
        public var username: String
        /// Its password.
        public var password: String

        /// A server with its credential.
        public init(host: String, port: UInt16, username: String, password: String) {
            self.host = host
            self.port = port
            self.username = username
            self.password = password
        }
    }

    /// How many more peers than the emptiest worker a broadcast's home may have before its subscribers go there.
    var crowd = Limits.crowd

    /// Makes a configuration.
    public init(
        workers: Int,
        mediaPort: UInt16? = nil,
        mediaPorts: ClosedRange<UInt16>? = nil,
        localAddresses: [String],
        announcedAddresses: [String] = [],
        stun: STUNServer? = nil,
        turn: [TURNServer] = []
    ) {
        self.workers = workers
        self.mediaPort = mediaPort
        self.mediaPorts = mediaPorts
        self.localAddresses = localAddresses
        self.announcedAddresses = announcedAddresses
        self.stun = stun
        self.turn = turn
    }
}

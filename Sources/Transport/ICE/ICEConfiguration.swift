// SPDX-License-Identifier: Apache-2.0

/// Where transports listen and what they tell about it. One for all transports of a program.
public struct ICEConfiguration: Sendable {
    /// A server on which transports allocate a relayed address (RFC 8656), by IP literal, over UDP.
    public struct TURNServer: Equatable, Sendable {
        /// An IP literal.
        public var host: String
        /// A UDP port.
        public var port: UInt16
        /// Of the long-term credentials (RFC 8489 §9.2).
        public var username: String
        /// Never logged.
        public var password: String

        /// A server with its long-term credentials.
        public init(host: String, port: UInt16 = 3_478, username: String, password: String) {
            self.host = host
            self.port = port
            self.username = username
            self.password = password
        }
    }

    /// A server that tells our public address (RFC 8489), by IP literal.
    public struct STUNServer: Equatable, Sendable {
        /// An IP literal.
        public var host: String
        /// A UDP port.
        public var port: UInt16

        /// A server at its usual port unless told otherwise.
        public init(host: String, port: UInt16 = 3_478) {
            self.host = host
            self.port = port
        }
    }

    /// Which agent a transport with sockets of its own has.
    public enum Agent: Sendable {
        /// libnice's: full, in either role, with STUN and TURN.
        case full
        /// Our own: a light one of a client, which always controls and makes the first pair that answers its own. For
        /// many sessions toward servers whose candidates can be reached. No ports, servers or announced addresses.
        case client
    }

    /// Which agent.
    public var agent: Agent
    /// IP literals to listen on, best first, at most 60; loopback is allowed. Empty: every address but loopback.
    public var localAddresses: [String]
    /// Behind a 1:1 NAT: written into host candidates of the same family instead of the local addresses. As many as
    /// there are local ones: each replaces the one at its place; otherwise all stand for the first.
    public var announced: [String]
    /// Ports to listen on, one a transport, the same on all addresses. None: the system's choice.
    public var portRange: ClosedRange<UInt16>?
    /// Asked for our public address while gathering, at most 2 s.
    public var stun: STUNServer?
    /// Asked for relayed addresses while gathering, at most 2 s.
    public var turn: [TURNServer]

    /// A configuration; see the properties.
    public init(
        agent: Agent = .full,
        localAddresses: [String] = [],
        announced: [String] = [],
        portRange: ClosedRange<UInt16>? = nil,
        stun: STUNServer? = nil,
        turn: [TURNServer] = []
    ) {
        self.agent = agent
        self.localAddresses = localAddresses
        self.announced = announced
        self.portRange = portRange
        self.stun = stun
        self.turn = turn
    }
}

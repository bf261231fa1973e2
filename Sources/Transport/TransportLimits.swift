// SPDX-License-Identifier: Apache-2.0

/// Every bound of this module, with its reason.
enum TransportLimits {
    /// Longest datagram in either direction: nothing longer passes an Ethernet unfragmented (hardening S9).
    static let datagramBytes = 1_500
    /// Bytes of a send slot: a datagram, rounded up to cache lines.
    static let slotBytes = 1_536
    /// Datagrams that wait for the end of a wake-up: 10 packets to 800 viewers, 12 MiB of address space.
    static let slots = 8_192
    /// Datagrams after which those that are written peer by peer leave, half a megabyte: a core's own cache holds them.
    static let cachedSlots = 352
    /// Datagrams of one message. More than 16 save next to nothing and make bursts.
    static let segmentsPerMessage = 16
    /// Payload of one message: what fits an IPv6 packet without extension (RFC 8200 §4.5), less than IPv4 allows.
    static let messageBytes = 65_487
    /// Messages of one system call.
    static let messagesPerCall = 32

    /// Steps of niceness by which media goes before the rest of the process: about ten times the share of a core, yet
    /// what is signalled still gets on where media has them all.
    static let mediaPrecedence: Int32 = 10
    /// Microseconds that media is given a core for at a time, the least there is: who asks for little gets it soon.
    static let mediaSlice: UInt32 = 100

    /// How often a loop looks at its load, in milliseconds: a few frames.
    static let loadPeriodMilliseconds: Int64 = 100
    /// The share of time that a loop is busy above which datagrams wait up to 1 ms for company …
    static let loadPercent: Int64 = 60
    /// … and up to 2 ms.
    static let heavyLoadPercent: Int64 = 80

    /// SSRCs that one peer may send under; the least recently heard makes room. A participant has a handful.
    static let ingressStreams = 64
    /// SSRCs that we send under to one peer: 64 tracks, each with RTX.
    static let egressStreams = 128

    /// Seconds from `start` to the first media key.
    static let connectSeconds = 15
    /// Seconds for the DTLS handshake alone, from its first flight.
    static let handshakeSeconds = 10
    /// Bytes that a handshake may take from the peer: several times what certificates of browsers need (S7).
    static let handshakeBytes = 65_536
    /// Longest certificate chain taken from a peer (S7).
    static let certificateBytes = 16_384
    /// DTLS datagrams kept until ICE has chosen a pair: a ClientHello of today is two.
    static let earlyHandshakeDatagrams = 4
    /// Bytes of a DTLS datagram of ours: passes every tunnel.
    static let handshakeMTU = 1_200
    /// First wait for a lost flight (RFC 6347 §4.2.4.1 allows less than a second where it is known to do no harm;
    /// ICE has just shown that the path works).
    static let handshakeRetryMicroseconds: UInt32 = 200_000
    /// The longest wait for a lost flight: within the handshake's deadline it is sent several times.
    static let handshakeLongestRetryMicroseconds: UInt32 = 2_000_000

    /// Bytes that may wait in a socket until they are read: two keyframes of 240 KB that come at once, as the kernel
    /// counts them.
    static let receiveBufferBytes: Int32 = 1_048_576
    /// Bytes that may wait in a socket until the network takes them: one keyframe as it passes through.
    static let sendBufferBytes: Int32 = 524_288

    /// Seconds without one datagram after which a peer that owes us consent is gone. RFC 7675 §5.1 gives it 30; with
    /// the time between two looks it is gone within them.
    static let consentSeconds: Int64 = 25
    /// Seconds between looks at that.
    static let consentCheckSeconds = 2
    /// Milliseconds within which a second datagram of a peer says nothing new about whether it lives.
    static let arrivalMilliseconds: Int64 = 1_000
    /// Milliseconds between two checks of one agent (Ta, RFC 8445 §14.2 and appendix B.1: at least 5).
    static let checkPaceMilliseconds: UInt32 = 5
    /// Milliseconds without anything to check after which libnice gives up looking for a pair …
    static let checkPatienceMilliseconds: UInt32 = 5_000
    /// … and after which it stops looking for a better one; the least that it takes.
    static let checkRestMilliseconds: UInt32 = 50
    /// Seconds that STUN and TURN servers have to answer before we go on without them.
    static let gatherSeconds = 2
    /// Milliseconds that a closed agent with TURN servers stays, until it has told them.
    static let releaseMilliseconds = 200
    /// Remote candidates that one ICE generation may bring (hardening S10).
    static let remoteCandidates = 50
    /// Ports of the range tried in turn when somebody outside this process holds them.
    static let portAttempts = 32
    /// Addresses to gather on: libnice counts them in six bits.
    static let localAddresses = 60
    /// Descriptors that must be free beside those an agent opens: GLib aborts when it finds none.
    static let descriptorReserve = 24
    /// STUN requests shorter than this are dropped unread: a real check has at least USERNAME, PRIORITY, a role,
    /// MESSAGE-INTEGRITY and FINGERPRINT (84 bytes), and an error response of ours has 48 (hardening S11).
    static let shortestRequestBytes: UInt32 = 64
    /// Bytes of a STUN user name: less than 509 are allowed (RFC 8489 §14.3), and two fragments of ICE with a colon
    /// have 513 at most.
    static let stunUsernameBytes = 513

    // MARK: - The port that peers share

    /// Bytes that may wait in a shared socket until they are read: what one peer's may, for eight broadcasters whose
    /// keyframes coincide.
    static let portReceiveBufferBytes: Int32 = 8_388_608
    /// Bytes that may wait in a sending socket of a port until the network takes them: a keyframe to each of its
    /// sixteen viewers.
    static let portSendBufferBytes: Int32 = 8_388_608
    /// Sending sockets of an address. Where nobody raised `net.core.wmem_max` they hold a frame for 500 viewers.
    static let sendersPerAddress = 16
    /// Viewers in a row that send by the same socket. A frame of ten packets is 13 KB as the kernel counts, so sixteen
    /// need half of what a socket has where nobody raised `net.core.wmem_max`.
    static let peersPerSender = 16
    /// Paths of one peer: two families of addresses on Wi-Fi, cable and mobile, and two that were there before.
    static let pathsPerPeer = 8
    /// Paths of all peers of a port: 4 of each of 32,768, at about 100 bytes.
    static let pathsPerPort = 131_072
    /// ICE generations of all peers of a port, two of a peer that restarts: above what one core can feed.
    static let generationsPerPort = 65_536
    /// Milliseconds of silence after which a path may become another peer's: browsers check a pair every 2.5 to 5 s.
    static let pathRestMilliseconds: Int64 = 15_000
    /// Checks that one peer may have answered: an agent that paces its checks by 5 ms, the least of RFC 8445 §14.2, for
    /// two seconds, and half of that in the long run.
    static let peerChecks = TokenRate(perSecond: 100, burst: 400)
    /// Checks from addresses that are nobody's yet, by source: 2,000 viewers behind one NAT that join at once with four
    /// pairs each.
    static let sourceChecks = TokenRate(perSecond: 1_000, burst: 8_000)
    /// Sources that are told apart at once, 8 bytes each.
    static let limitedSources = 4_096

    // MARK: - Clients

    /// Milliseconds between two checks of a client that looks for a pair (Ta, RFC 8445 §14.2).
    static let clientCheckMilliseconds = 50
    /// Milliseconds between two checks of its pair (RFC 7675 §5.1: 4 to 6 s).
    static let clientConsentMilliseconds = 4_000...6_000
}

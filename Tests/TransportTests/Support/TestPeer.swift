// SPDX-License-Identifier: Apache-2.0

import RTP

@testable import Transport

/// A transport and what its delegate heard.
final class TestPeer {
    let transport: PeerTransport
    let identity: DTLSIdentity
    private let ear = Ear()

    private(set) var credentials = ICECredentials(ufrag: "", password: "")
    private(set) var candidates: [ICECandidate] = []

    init(
        loop: EventLoop,
        identity: DTLSIdentity,
        ice: ICEConfiguration,
        port: MediaPort? = nil,
        consent: Bool,
        controlling: Bool
    ) throws {
        self.identity = identity
        transport = try PeerTransport(
            loop: loop, identity: identity, ice: ice, port: port, consent: consent,
            controlling: controlling, delegate: ear
        )
    }

    var packets: [[UInt8]] { ear.packets }
    var compounds: [[UInt8]] { ear.compounds }
    var isConnected: Bool { ear.isConnected }
    var closings: [TransportCloseReason] { ear.closings }

    /// Called inside the delegate's callbacks.
    var onPacket: (() -> Void)? {
        get { ear.onPacket }
        set { ear.onPacket = newValue }
    }
    var onConnect: (() -> Void)? {
        get { ear.onConnect }
        set { ear.onConnect = newValue }
    }

    /// Gathers where nobody is to be asked.
    func gather() throws {
        var gathered: Result<(ICECredentials, [ICECandidate]), TransportError>?
        transport.gather { gathered = $0 }
        guard let gathered else { throw TransportError.wrongState("still gathering") }
        (credentials, candidates) = try gathered.get()
    }

    /// Starts toward `other`.
    func start(
        toward other: TestPeer,
        isDTLSClient: Bool,
        candidates: [ICECandidate]? = nil,
        fingerprints: [(algorithm: String, bytes: [UInt8])]? = nil
    ) throws {
        try transport.start(
            remote: other.credentials,
            candidates: candidates ?? other.candidates,
            fingerprints: fingerprints ?? [(algorithm: "SHA-256", bytes: other.identity.fingerprint)],
            isDTLSClient: isDTLSClient
        )
    }

    /// Sends one packet with a payload of `bytes` bytes of its number.
    func send(_ number: UInt16, ssrc: UInt32 = 1, bytes: Int = 100) {
        let payload = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: bytes)
        transport.sendRTP(head(number, ssrc: ssrc), payload: payload.span)
    }

    /// Sends a datagram as it is, from where media comes.
    func sendRaw(_ datagram: [UInt8]) {
        _ = transport.sendThroughICE(datagram.span)
    }

    /// The numbers of the packets that came.
    var numbers: [UInt16] {
        packets.map { UInt16($0[2]) << 8 | UInt16($0[3]) }
    }
}

private final class Ear: PeerTransportDelegate {
    var packets: [[UInt8]] = []
    var compounds: [[UInt8]] = []
    var isConnected = false
    var closings: [TransportCloseReason] = []
    var onPacket: (() -> Void)?
    var onConnect: (() -> Void)?

    func transport(_ transport: PeerTransport, didReceiveRTP packet: Span<UInt8>, now: MonotonicTime) {
        packets.append(packet.bytes)
        onPacket?()
    }

    func transport(_ transport: PeerTransport, didReceiveRTCP compound: Span<UInt8>, now: MonotonicTime) {
        compounds.append(compound.bytes)
    }

    func transportDidConnect(_ transport: PeerTransport) {
        isConnected = true
        onConnect?()
    }

    func transport(_ transport: PeerTransport, didClose reason: TransportCloseReason) {
        closings.append(reason)
    }
}

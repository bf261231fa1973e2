// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Transport

@testable import Relay

/// A peer of the relay: it makes an offer, takes the answer, and connects by ICE, DTLS and SRTP.
///
/// Lives on its stage's loop.
class TestClient: PeerTransportDelegate {
    let id: PeerID
    let loop: EventLoop
    let wish: ClientOffer
    private let identity: DTLSIdentity

    private(set) var transport: PeerTransport?
    private(set) var local: LocalTransport?
    /// What the last answer came to.
    private(set) var plan: MediaPlan?
    private(set) var isConnected = false
    private(set) var closings: [TransportCloseReason] = []

    init(_ id: PeerID, loop: EventLoop, identity: DTLSIdentity, wish: ClientOffer) {
        self.id = id
        self.loop = loop
        self.identity = identity
        self.wish = wish
    }

    /// Opens a socket on loopback and gathers.
    func open(controlling: Bool = true) throws {
        let transport = try PeerTransport(
            loop: loop,
            identity: identity,
            ice: ICEConfiguration(localAddresses: ["127.0.0.1"]),
            consent: false,
            controlling: controlling,
            delegate: self
        )
        self.transport = transport
        var gathered: Result<(ICECredentials, [ICECandidate]), TransportError>?
        transport.gather { gathered = $0 }
        guard let gathered else { throw Unexpected(what: "still gathering") }
        let (credentials, candidates) = try gathered.get()
        local = LocalTransport(credentials, candidates, identity: identity)
    }

    /// The offer's bytes.
    var offer: [UInt8] {
        local.map { Array(wish.text($0).utf8) } ?? []
    }

    /// Takes the relay's answer and starts to connect.
    func accept(_ answer: RelayAnswer) throws {
        try start(try wish.plan(answer.sdp))
    }

    /// Starts to connect to the peer of `plan`.
    func start(_ plan: MediaPlan) throws {
        self.plan = plan
        didPlan(plan)
        let remote = plan.remote
        try transport?.start(
            remote: ICECredentials(ufrag: remote.ufrag, password: remote.password),
            candidates: remote.candidates.compactMap(ICECandidate.init),
            fingerprints: remote.fingerprints.map { (algorithm: $0.algorithm, bytes: $0.bytes) },
            isDTLSClient: plan.localRole == .client
        )
    }

    /// Says goodbye.
    func close() {
        transport?.close()
    }

    // MARK: - For those who inherit

    func didPlan(_ plan: MediaPlan) {}
    func didConnect() {}
    func receiveRTP(_ packet: Span<UInt8>) {}
    func receive(_ packet: RTCPPacket) {}

    // MARK: - PeerTransportDelegate

    func transport(_ transport: PeerTransport, didReceiveRTP packet: Span<UInt8>, now: MonotonicTime) {
        receiveRTP(packet)
    }

    func transport(_ transport: PeerTransport, didReceiveRTCP compound: Span<UInt8>, now: MonotonicTime) {
        var reader = RTCPReader(compound)
        while let packet = reader.next() { receive(packet) }
    }

    func transportDidConnect(_ transport: PeerTransport) {
        isConnected = true
        didConnect()
    }

    func transport(_ transport: PeerTransport, didClose reason: TransportCloseReason) {
        isConnected = false
        closings.append(reason)
    }
}

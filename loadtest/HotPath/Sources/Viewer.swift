// SPDX-License-Identifier: Apache-2.0

import CHotPath
import Forwarding
import RTP
import Transport

/// A viewer as the relay has it, a sink before a transport, whose packets go to a socket that nobody reads.
final class Viewer: PacketSink {
    let transport: PeerTransport

    /// - Parameters:
    ///   - venue: what viewers share.
    ///   - sender: the socket to send from.
    /// - Throws: ``TransportError``.
    init(_ venue: Venue, sender: Int32) throws(TransportError) {
        transport = try PeerTransport(
            loop: venue.loop, identity: venue.identity,
            ice: ICEConfiguration(localAddresses: ["127.0.0.1"]), consent: false, controlling: false,
            delegate: venue
        )
        let receiver = CHotPath_openReceiver()
        precondition(receiver > 0, "a viewer has a socket (errno \(-receiver))")
        try transport.openForMeasuring(
            keyingMaterial: (0..<28).map { _ in UInt8.random(in: 0...255) },
            descriptor: sender, loopbackPort: UInt16(receiver)
        )
        super.init(extensions: Stage.extensions, twoByteExtensions: false)
    }

    override func send(_ head: PacketHeadView, payload: Span<UInt8>) {
        transport.sendRTP(head, payload: payload)
    }

    override func footprint(of subscription: Subscription) -> Footprint {
        transport.footprint(with: [subscription, self])
    }

    override func prefetch(_ footprint: Footprint) {
        footprint.prefetch()
    }

    override func sendRTCP(_ compound: Span<UInt8>) {
        transport.sendRTCP(compound)
    }
}

/// What all viewers share: the loop, the certificate, and somebody who is told what doesn't happen here.
final class Venue: PeerTransportDelegate {
    let loop: EventLoop
    let identity: DTLSIdentity

    init(loop: EventLoop) throws {
        self.loop = loop
        identity = try DTLSIdentity.generate()
    }

    func transport(_ transport: PeerTransport, didReceiveRTP packet: Span<UInt8>, now: MonotonicTime) {}
    func transport(_ transport: PeerTransport, didReceiveRTCP compound: Span<UInt8>, now: MonotonicTime) {}
    func transportDidConnect(_ transport: PeerTransport) {}
    func transport(_ transport: PeerTransport, didClose reason: TransportCloseReason) {}
}

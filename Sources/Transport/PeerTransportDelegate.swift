// SPDX-License-Identifier: Apache-2.0

public import RTP

/// What a ``PeerTransport`` tells its owner, on the loop's thread. Any of these may call `close`.
public protocol PeerTransportDelegate: AnyObject {
    /// An RTP packet: authenticated, decrypted, not a replay. The bytes are valid during the call.
    func transport(_ transport: PeerTransport, didReceiveRTP packet: Span<UInt8>, now: MonotonicTime)
    /// A compound RTCP packet, likewise.
    func transport(_ transport: PeerTransport, didReceiveRTCP compound: Span<UInt8>, now: MonotonicTime)
    /// A pair is selected, the handshake done, the fingerprint right, both directions keyed. Once.
    func transportDidConnect(_ transport: PeerTransport)
    /// The transport ended and has freed everything. Once, also after a `close` of one's own; nothing comes after it.
    func transport(_ transport: PeerTransport, didClose reason: TransportCloseReason)
    /// Packets were dropped because a buffer on the way out was full; at most once a wake-up, at its end.
    func transportIsCongested(_ transport: PeerTransport)
}

extension PeerTransportDelegate {
    /// Does nothing: for those whose packets nobody waits for.
    public func transportIsCongested(_ transport: PeerTransport) {}
}

// SPDX-License-Identifier: Apache-2.0

public import RTP

/// The way out to one subscriber; whoever owns the transport inherits.
///
/// A class and not a protocol, so that the call per packet is a plain virtual one (docs/ARCHITECTURE.md, invariant 5).
/// Touched on its worker's thread only.
open class PacketSink {
    /// The ids of the header extensions that the subscriber agreed to. A subscription goes by what holds when it begins.
    public final var extensions: HeaderExtensionMap
    /// Whether elements of the two-byte form may be mixed in (`a=extmap-allow-mixed`, RFC 8285 §6); likewise.
    public final var twoByteExtensions: Bool
    /// The next transport-wide sequence number: one counter over all of the subscriber's subscriptions.
    public final var nextTransportSequence: UInt16 { transportSequence }
    /// Not public, so that the compiler sees all accesses and needs no check of exclusivity per packet.
    private final var transportSequence: UInt16 = 0

    /// A way out to a subscriber that agreed to these extensions.
    public init(extensions: HeaderExtensionMap, twoByteExtensions: Bool) {
        self.extensions = extensions
        self.twoByteExtensions = twoByteExtensions
    }

    /// Draws the next transport-wide sequence number.
    final func takeTransportSequence() -> UInt16 {
        defer { transportSequence &+= 1 }
        return transportSequence
    }

    /// Encrypts and queues one packet: the bytes of `head`, then `payload`. Can't fail; what can't leave is dropped
    /// and counted by the transport. Both are borrowed for the call only.
    open func send(_ head: PacketHeadView, payload: Span<UInt8>) {}

    /// As ``send(_:payload:)``, for a packet that was sent before under this number of this stream, or that came too late
    /// to be sent and was asked for. Its bytes are always the same: AES-GCM must never seal two packets under one number
    /// (RFC 7714 §8.1).
    open func resend(_ head: PacketHeadView, payload: Span<UInt8>) {}

    /// What a packet of `subscription` touches on its way out; asked when the subscription begins.
    open func footprint(of subscription: Subscription) -> Footprint { Footprint() }

    /// Has the processor fetch what another sink's packet will touch next.
    open func prefetch(_ footprint: Footprint) {}

    /// Encrypts and queues one RTCP compound.
    open func sendRTCP(_ compound: Span<UInt8>) {}
}

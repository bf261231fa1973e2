// SPDX-License-Identifier: Apache-2.0

/// Finds keyframes and rewritable fields in a payload, whatever its codec.
public enum PayloadInspector {
    /// The traits of a packet whose header and extensions are read already; total, as the other is.
    public static func inspect(
        _ packet: Span<UInt8>, header: RTPHeader, extensions: HeaderExtensions, codec: CodecKind
    ) -> PayloadTraits {
        let payload = packet.extracting(header.payloadRange)
        guard let descriptor = extensions[.dependencyDescriptor] else {
            return inspect(payload, codec: codec, dependencyDescriptor: nil)
        }
        return inspect(payload, codec: codec, dependencyDescriptor: packet.extracting(descriptor))
    }

    /// The traits of `payload`, an RTP payload without padding, with the data of the packet's dependency descriptor
    /// extension if it has one.
    ///
    /// Total: what can't be read starts nothing. Linear in the payload's length, at most, and usually constant.
    public static func inspect(
        _ payload: Span<UInt8>, codec: CodecKind, dependencyDescriptor: Span<UInt8>?
    ) -> PayloadTraits {
        var traits = PayloadTraits()
        if let dependencyDescriptor {
            traits.dependencyDescriptor = try? DependencyDescriptor(dependencyDescriptor)
        }
        switch codec {
        case .opus, .pcmu, .pcma, .g722: traits.startsFrame = payload.count > 0
        case .vp8: inspectVP8(payload, &traits)
        case .vp9: inspectVP9(payload, &traits)
        case .h264: H264Payload.inspect(payload, &traits)
        case .h265: H265Payload.inspect(payload, &traits)
        case .av1: AV1Payload.inspect(payload, &traits)
        }
        return traits
    }

    private static func inspectVP8(_ payload: Span<UInt8>, _ traits: inout PayloadTraits) {
        guard let descriptor = try? VP8Descriptor(payload) else { return }
        traits.vp8 = descriptor
        traits.startsFrame = descriptor.startsFrame && payload.count > descriptor.byteCount
        traits.startsKeyframe = descriptor.startsKeyframe(payload)
    }

    private static func inspectVP9(_ payload: Span<UInt8>, _ traits: inout PayloadTraits) {
        guard let descriptor = try? VP9Descriptor(payload) else { return }
        traits.vp9 = descriptor
        guard payload.count > descriptor.byteCount else { return }
        traits.startsFrame = descriptor.startsFrame
        traits.startsKeyframe = descriptor.startsKeyframe
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What the relay must know of one packet's payload, told from this packet alone.
public struct PayloadTraits: Equatable, Sendable {
    /// A decoder can start here: the first packet of a keyframe's access unit.
    ///
    /// For H.264 and H.265 that is a packet with parameter sets, or with the first slice of an IDR or IRAP picture. If
    /// they come in packets of their own, both say so, with the same timestamp. Never true for audio, which starts
    /// anywhere.
    public var startsKeyframe: Bool
    /// A frame begins in this packet. Several packets of an access unit may say so, as above. True for all audio.
    public var startsFrame: Bool
    /// Holds an SPS (H.264), a VPS or SPS (H.265) or a sequence header (AV1).
    public var containsParameterSets: Bool
    /// Holds the beginning of an IDR (H.264) or IRAP (H.265) picture's first slice.
    public var isIntraSlice: Bool
    /// The VP8 payload descriptor; nil if the codec is another or the descriptor broken.
    public var vp8: VP8Descriptor?
    /// The VP9 payload descriptor; nil if the codec is another or the descriptor broken.
    public var vp9: VP9Descriptor?
    /// The dependency descriptor's fixed part; nil if the packet has none or a broken one.
    public var dependencyDescriptor: DependencyDescriptor?

    /// A packet from the middle of a frame, or one that can't be read.
    public init() {
        startsKeyframe = false
        startsFrame = false
        containsParameterSets = false
        isIntraSlice = false
    }
}

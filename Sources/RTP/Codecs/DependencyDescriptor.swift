// SPDX-License-Identifier: Apache-2.0

/// The part of a dependency descriptor that every packet has (AV1 RTP specification, appendix A.8.2).
///
///      0                   1                   2
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |S|E|template id|         frame number          |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct DependencyDescriptor: Equatable, Sendable {
    /// Where the frame number's two bytes lie in the extension's data.
    public static let frameNumberOffset = 1

    /// S: the frame's first packet.
    public var startsFrame: Bool
    /// E: the frame's last packet.
    public var endsFrame: Bool
    /// Which template of the structure the frame follows, 0…63.
    public var templateID: UInt8
    /// Counts frames modulo 2¹⁶.
    public var frameNumber: UInt16
    /// Whether the template structure comes with this packet, as it does at a keyframe.
    public var hasTemplateStructure: Bool

    /// Reads the start of the extension's data; what follows the first flag of the extended part is not looked at.
    public init(_ element: Span<UInt8>) throws(PayloadError) {
        guard element.count >= 3 else { throw .truncated(needed: 3, available: element.count) }
        startsFrame = element[0] & 0x80 != 0
        endsFrame = element[0] & 0x40 != 0
        templateID = element[0] & 0x3F
        frameNumber = element.uint16(at: Self.frameNumberOffset)
        // template_dependency_structure_present_flag leads the extended part, which exists past three bytes.
        hasTemplateStructure = element.count > 3 && element[3] & 0x80 != 0
    }
}

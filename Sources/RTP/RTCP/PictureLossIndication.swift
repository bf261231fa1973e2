// SPDX-License-Identifier: Apache-2.0

/// PLI: the receiver has lost the picture and asks for a keyframe (RFC 4585 §6.3.1).
public struct PictureLossIndication: Equatable, Sendable {
    static let format: UInt8 = 1

    /// Who asks.
    public var senderSSRC: UInt32
    /// The stream that should send a keyframe.
    public var mediaSSRC: UInt32

    /// A request to `mediaSSRC`.
    public init(senderSSRC: UInt32, mediaSSRC: UInt32) {
        self.senderSSRC = senderSSRC
        self.mediaSSRC = mediaSSRC
    }

    /// Reads the request at the start of `packet`.
    public init(parsing packet: Span<UInt8>) throws(RTCPError) {
        _ = try RTCPHeader.end(
            of: packet, type: RTCPType.payloadSpecificFeedback, format: Self.format, atLeast: 12)
        senderSSRC = packet.uint32(at: 4)
        mediaSSRC = packet.uint32(at: 8)
    }

    /// Appends the request.
    public func write(into bytes: inout [UInt8]) {
        bytes.appendRTCP(type: RTCPType.payloadSpecificFeedback, format: Self.format) { bytes in
            bytes.append(senderSSRC)
            bytes.append(mediaSSRC)
        }
    }
}

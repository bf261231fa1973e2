// SPDX-License-Identifier: Apache-2.0

/// The RTCP feedback that was negotiated for a track (`a=rtcp-fb`, RFC 4585 §4.2).
public struct FeedbackOptions: OptionSet, Sendable {
    /// The bits.
    public let rawValue: UInt8

    /// A set of these bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Generic NACK (RFC 4585 §6.2.1).
    public static let nack = FeedbackOptions(rawValue: 1)
    /// Picture loss indication (RFC 4585 §6.3.1).
    public static let pli = FeedbackOptions(rawValue: 2)
    /// Full intra request (RFC 5104 §4.3.1).
    public static let fir = FeedbackOptions(rawValue: 4)
    /// Transport-wide congestion control (draft-holmer-rmcat-transport-wide-cc-extensions-01).
    public static let transportCC = FeedbackOptions(rawValue: 8)
    /// Receiver estimated maximum bitrate (draft-alvestrand-rmcat-remb-03).
    public static let remb = FeedbackOptions(rawValue: 16)
    /// Packets that stand alone in a datagram (`a=rtcp-rsize`, RFC 5506 §5).
    public static let reducedSize = FeedbackOptions(rawValue: 32)
}

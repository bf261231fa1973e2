// SPDX-License-Identifier: Apache-2.0

/// One codec that both sides agreed on in one `m=` section.
public struct NegotiatedCodec: Equatable, Sendable {
    /// The name as in the peer's rtpmap; compare it without regard to case.
    public var name: String
    /// Ticks of the RTP clock per second.
    public var clockRate: UInt32
    /// Audio channels as in the rtpmap; 1 where it says nothing.
    public var channels: Int
    /// 0 to 127.
    public var payloadType: UInt8
    /// The payload type of its retransmissions (RFC 4588), if agreed on.
    public var rtxPayloadType: UInt8?
    /// The text of our `a=fmtp` without the payload type; empty for none.
    public var parameters: String
    /// Generic NACK (RFC 4585 §6.2.1).
    public var nack: Bool
    /// Picture Loss Indication (RFC 4585 §6.3.1).
    public var pli: Bool
    /// Full Intra Request (RFC 5104 §4.3.1).
    public var fir: Bool
    /// Receiver Estimated Maximum Bitrate (draft-alvestrand-rmcat-remb-03).
    public var remb: Bool
    /// Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01).
    public var transportCC: Bool

    /// A codec without feedback or retransmission.
    public init(
        name: String, clockRate: UInt32, channels: Int = 1, payloadType: UInt8, parameters: String = ""
    ) {
        self.name = name
        self.clockRate = clockRate
        self.channels = channels
        self.payloadType = payloadType
        self.parameters = parameters
        self.nack = false
        self.pli = false
        self.fir = false
        self.remb = false
        self.transportCC = false
    }
}

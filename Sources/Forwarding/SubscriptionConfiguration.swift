// SPDX-License-Identifier: Apache-2.0

public import RTP

/// What the answer to a subscriber agreed on for one track, and where its numbering begins.
///
/// Random values come from the caller: this module has no random source.
public struct SubscriptionConfiguration: Sendable {
    /// The SSRC toward the subscriber; unique within its session.
    public var ssrc: UInt32
    /// The SSRC of retransmissions; nil if RTX was not agreed on.
    public var rtxSSRC: UInt32?
    /// The payload type toward the subscriber, 0…127.
    public var payloadType: UInt8
    /// The payload type of retransmissions; nil if RTX was not agreed on.
    public var rtxPayloadType: UInt8?
    /// The codec that was answered; nil for whichever the slot has when the subscription begins.
    public var codec: CodecKind?
    /// The m-line's identification tag, sent as header extension if that was agreed on.
    public var mid: String
    /// Whether generic NACKs are answered.
    public var nack: Bool
    /// The first packet's sequence number (random, RFC 3550 §5.1).
    public var firstSequence: UInt16
    /// The first retransmission's sequence number.
    public var firstRTXSequence: UInt16
    /// The first packet's timestamp.
    public var firstTimestamp: UInt32
    /// The canonical name in source descriptions; one for all of a broadcast's tracks (RFC 3550 §6.5.1).
    public var cname: String

    /// Whether NACKs are answered in the stream itself, under the numbers that were asked for.
    ///
    /// Its packets then leave without extensions that differ from sending to sending (abs-send-time, transport-wide
    /// number), so that a packet that is sent again is the same bytes again.
    var repeatsInPlace: Bool { nack && !hasRTX }
    /// Whether retransmissions have a stream of their own (RFC 4588).
    var hasRTX: Bool { rtxSSRC != nil && rtxPayloadType != nil }

    /// A subscription of these agreements.
    public init(
        ssrc: UInt32, rtxSSRC: UInt32? = nil, payloadType: UInt8, rtxPayloadType: UInt8? = nil,
        codec: CodecKind? = nil, mid: String,
        nack: Bool, firstSequence: UInt16, firstRTXSequence: UInt16 = 0, firstTimestamp: UInt32, cname: String
    ) {
        self.ssrc = ssrc
        self.rtxSSRC = rtxSSRC
        self.payloadType = payloadType
        self.rtxPayloadType = rtxPayloadType
        self.codec = codec
        self.mid = mid
        self.nack = nack
        self.firstSequence = firstSequence
        self.firstRTXSequence = firstRTXSequence
        self.firstTimestamp = firstTimestamp
        self.cname = cname
    }
}

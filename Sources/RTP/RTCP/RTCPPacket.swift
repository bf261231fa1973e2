// SPDX-License-Identifier: Apache-2.0

/// One packet of an RTCP compound.
public enum RTCPPacket: Equatable, Sendable {
    case senderReport(SenderReport)
    case receiverReport(ReceiverReport)
    case sourceDescription(SourceDescription)
    /// The SSRCs that leave.
    case goodbye([UInt32])
    case nack(GenericNACK)
    case transportFeedback(TransportFeedback)
    case pictureLoss(PictureLossIndication)
    case fullIntra(FullIntraRequest)
    case remb(ReceiverEstimatedMaximumBitrate)
    /// A well-formed packet that the relay has no use for.
    case unknown(type: UInt8, format: UInt8)

    /// Reads the packet at the start of `bytes`; throws what the packet's own type throws.
    public init(parsing bytes: Span<UInt8>) throws(RTCPError) {
        let header = try RTCPHeader(bytes)
        switch (header.type, header.format) {
        case (RTCPType.senderReport, _): self = .senderReport(try SenderReport(parsing: bytes))
        case (RTCPType.receiverReport, _): self = .receiverReport(try ReceiverReport(parsing: bytes))
        case (RTCPType.sourceDescription, _): self = .sourceDescription(try SourceDescription(parsing: bytes))
        case (RTCPType.goodbye, _): self = .goodbye(try Goodbye(parsing: bytes).sources)
        case (RTCPType.transportLayerFeedback, GenericNACK.format):
            self = .nack(try GenericNACK(parsing: bytes))
        case (RTCPType.transportLayerFeedback, TransportFeedback.format):
            self = .transportFeedback(try TransportFeedback(parsing: bytes))
        case (RTCPType.payloadSpecificFeedback, PictureLossIndication.format):
            self = .pictureLoss(try PictureLossIndication(parsing: bytes))
        case (RTCPType.payloadSpecificFeedback, FullIntraRequest.format):
            self = .fullIntra(try FullIntraRequest(parsing: bytes))
        case (RTCPType.payloadSpecificFeedback, ReceiverEstimatedMaximumBitrate.format)
        where ReceiverEstimatedMaximumBitrate.isIdentified(in: bytes, header):
            self = .remb(try ReceiverEstimatedMaximumBitrate(parsing: bytes))
        default: self = .unknown(type: header.type, format: header.format)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The packet types of RTCP that the relay reads and writes (RFC 3550 §12.1, RFC 4585 §6.1).
public enum RTCPType {
    /// SR.
    public static let senderReport: UInt8 = 200
    /// RR.
    public static let receiverReport: UInt8 = 201
    /// SDES.
    public static let sourceDescription: UInt8 = 202
    /// BYE.
    public static let goodbye: UInt8 = 203
    /// RTPFB: feedback about packets; NACK and transport feedback.
    public static let transportLayerFeedback: UInt8 = 205
    /// PSFB: feedback about pictures; PLI, FIR and REMB.
    public static let payloadSpecificFeedback: UInt8 = 206
}

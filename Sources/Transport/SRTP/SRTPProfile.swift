// SPDX-License-Identifier: Apache-2.0

/// A protection profile that DTLS may choose (RFC 5764 §4.1.2, RFC 7714 §14.2).
public enum SRTPProfile: CaseIterable, Sendable {
    /// AEAD_AES_128_GCM: two thirds of the other's cost, so it is asked for first.
    case aes128GCM
    /// SRTP_AES128_CM_HMAC_SHA1_80, which every client has.
    case aes128CMSHA1

    /// The IANA number.
    var number: UInt {
        switch self {
        case .aes128GCM: 0x0007
        case .aes128CMSHA1: 0x0001
        }
    }

    /// OpenSSL's name.
    var name: String {
        switch self {
        case .aes128GCM: "SRTP_AEAD_AES_128_GCM"
        case .aes128CMSHA1: "SRTP_AES128_CM_SHA1_80"
        }
    }

    /// Bytes of a master or session key.
    static let keyBytes = 16

    /// Bytes of a master or session salt.
    var saltBytes: Int {
        switch self {
        case .aes128GCM: 12
        case .aes128CMSHA1: 14
        }
    }

    /// Bytes of an authentication tag, RTP and RTCP alike.
    var tagBytes: Int {
        switch self {
        case .aes128GCM: 16
        case .aes128CMSHA1: 10
        }
    }
}

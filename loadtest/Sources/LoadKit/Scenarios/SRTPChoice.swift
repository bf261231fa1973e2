// SPDX-License-Identifier: Apache-2.0

import Transport

/// Which SRTP profiles the generator's handshakes agree to.
enum SRTPChoice: String, CaseIterable, Codable, Sendable {
    /// Both: the side that is the DTLS server chooses (RFC 5764 §4.1.2).
    case any
    case gcm = "aes-gcm"
    case counterMode = "aes-cm"

    /// The profiles, best first.
    var profiles: [SRTPProfile] {
        switch self {
        case .any: SRTPProfile.allCases
        case .gcm: [.aes128GCM]
        case .counterMode: [.aes128CMSHA1]
        }
    }
}

extension SRTPProfile {
    /// The profile in reports.
    var label: String {
        switch self {
        case .aes128GCM: "aes-gcm"
        case .aes128CMSHA1: "aes-cm"
        }
    }
}

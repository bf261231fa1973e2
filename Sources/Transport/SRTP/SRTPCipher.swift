// SPDX-License-Identifier: Apache-2.0

/// The cipher of a profile under one session key.
enum SRTPCipher: ~Copyable {
    case gcm(GCMCipher)
    case counterMode(CounterModeCipher)

    /// - Throws: ``TransportError/crypto(_:call:)``.
    init(_ session: SRTPSessionKey, encrypts: Bool) throws(TransportError) {
        switch session.profile {
        case .aes128GCM: self = .gcm(try GCMCipher(session, encrypts: encrypts))
        case .aes128CMSHA1: self = .counterMode(try CounterModeCipher(session))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// Session keys from a master key (RFC 3711 §4.3, RFC 7714 §11), with a key derivation rate of 0: derived once.
struct SRTPKeyDerivation {
    /// What a session key is for (RFC 3711 §4.3.1).
    enum Label: UInt8 {
        case rtpEncryption, rtpAuthentication, rtpSalt, rtcpEncryption, rtcpAuthentication, rtcpSalt
    }

    let master: SRTPMasterKey

    /// `count` bytes of the AES counter mode keystream whose start is the salt with the label in it.
    func derive(_ label: Label, count: Int) throws(TransportError) -> [UInt8] {
        // x = salt ⊕ label·2⁴⁸, its lower 16 bits a counter from 0 (RFC 3711 §4.3.3). A salt of 12 bytes is padded
        // on the right (RFC 7714 §11).
        var start = master.salt + [UInt8](repeating: 0, count: 16 - master.salt.count)
        start[7] ^= label.rawValue
        let zeros = [UInt8](repeating: 0, count: count)
        var stream = [UInt8](repeating: 0, count: count)
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            throw OpenSSLError.drain("EVP_CIPHER_CTX_new")
        }
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        var written: Int32 = 0
        guard
            unsafe EVP_EncryptInit_ex(context, EVP_aes_128_ctr(), nil, master.key, start) == 1,
            unsafe EVP_EncryptUpdate(context, &stream, &written, zeros, Int32(count)) == 1,
            written == Int32(count)
        else { throw OpenSSLError.drain("AES counter mode") }
        return stream
    }

    /// Key, salt and, for the profile that has one, authentication key for RTP.
    func rtp() throws(TransportError) -> SRTPSessionKey {
        try SRTPSessionKey(
            profile: master.profile,
            key: derive(.rtpEncryption, count: SRTPProfile.keyBytes),
            salt: derive(.rtpSalt, count: master.profile.saltBytes),
            authenticationKey: derive(.rtpAuthentication, count: SRTPSessionKey.authenticationBytes)
        )
    }

    /// The same for RTCP.
    func rtcp() throws(TransportError) -> SRTPSessionKey {
        try SRTPSessionKey(
            profile: master.profile,
            key: derive(.rtcpEncryption, count: SRTPProfile.keyBytes),
            salt: derive(.rtcpSalt, count: master.profile.saltBytes),
            authenticationKey: derive(.rtcpAuthentication, count: SRTPSessionKey.authenticationBytes)
        )
    }
}

/// The session keys of one direction, for RTP or for RTCP.
struct SRTPSessionKey {
    /// Bytes of HMAC-SHA1's key (RFC 3711 §5.2).
    static let authenticationBytes = 20

    let profile: SRTPProfile
    let key: [UInt8]
    let salt: [UInt8]
    /// Unused by AEAD profiles.
    let authenticationKey: [UInt8]
}

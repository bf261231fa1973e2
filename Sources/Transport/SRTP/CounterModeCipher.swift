// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// AES-128 counter mode with HMAC-SHA1 under one pair of session keys (RFC 3711 §4.1.1, §4.2.1): keyed once.
///
/// Owns its EVP context; not a class, so that using it counts no references. One direction, RTP or RTCP. Loop's thread only.
@safe struct CounterModeCipher: ~Copyable {
    static let tagBytes = 10
    private static let blockBytes = 16

    private let cipher: OpaquePointer
    private let mac: HMACSHA1
    /// The salt, the IV made of it, and a digest.
    private let bytes: UnsafeMutablePointer<UInt8>

    /// - Throws: ``TransportError/crypto(_:call:)`` when OpenSSL has no memory.
    init(_ session: SRTPSessionKey) throws(TransportError) {
        // SAFETY: both freed in `deinit`.
        unsafe cipher = try Self.cipher(session.key)
        mac = HMACSHA1(key: session.authenticationKey)
        let capacity = 2 * Self.blockBytes + HMACSHA1.digestBytes
        unsafe bytes = .allocate(capacity: capacity)
        unsafe bytes.initialize(repeating: 0, count: capacity)
        for (index, byte) in session.salt.prefix(14).enumerated() {
            unsafe bytes[index] = byte
        }
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(cipher)
        unsafe bytes.deallocate()
    }

    private static func cipher(_ key: [UInt8]) throws(TransportError) -> OpaquePointer {
        guard let cipher = unsafe EVP_CIPHER_CTX_new() else { throw OpenSSLError.drain("EVP_CIPHER_CTX_new") }
        let aes = unsafe EVP_aes_128_ctr()
        // Counter mode decrypts by encrypting.
        guard unsafe EVP_EncryptInit_ex(cipher, aes, nil, key, nil) == 1 else {
            unsafe EVP_CIPHER_CTX_free(cipher)
            throw OpenSSLError.drain("EVP_EncryptInit_ex")
        }
        return unsafe cipher
    }

    /// Starts a packet's keystream: salt·2¹⁶ ⊕ SSRC·2⁶⁴ ⊕ index·2¹⁶ (RFC 3711 §4.1.1). RTCP's index has 31 bits.
    func begin(ssrc: UInt32, index: UInt64) -> Bool {
        // SAFETY: 16 bytes of salt with two zeros at their end, 16 bytes of IV.
        let iv = unsafe bytes + Self.blockBytes
        for place in 0..<4 {
            unsafe iv[place] = bytes[place]
            let byte = UInt8(truncatingIfNeeded: ssrc >> UInt32(24 - 8 * place))
            unsafe iv[4 + place] = bytes[4 + place] ^ byte
        }
        for place in 0..<6 {
            let byte = UInt8(truncatingIfNeeded: index >> UInt64(40 - 8 * place))
            unsafe iv[8 + place] = bytes[8 + place] ^ byte
        }
        unsafe iv[14] = 0
        unsafe iv[15] = 0
        return unsafe EVP_EncryptInit_ex(cipher, nil, nil, nil, iv) == 1
    }

    /// Transforms `count` bytes, either way.
    func transform(
        _ input: UnsafePointer<UInt8>,
        _ count: Int,
        to output: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        guard count > 0 else { return true }
        var written: Int32 = 0
        return unsafe EVP_EncryptUpdate(cipher, output, &written, input, Int32(truncatingIfNeeded: count))
            == 1
    }

    /// Writes the tag over `count` bytes and, for RTP, the roll-over counter (RFC 3711 §4.2): 10 bytes.
    func tag(
        over data: UnsafePointer<UInt8>,
        _ count: Int,
        rollOver: UInt32?,
        to tag: UnsafeMutablePointer<UInt8>
    ) {
        unsafe tag.update(from: digest(data, count, rollOver: rollOver), count: Self.tagBytes)
    }

    /// Whether the 10 bytes at `tag` are right; takes as long either way.
    func verify(
        tag: UnsafePointer<UInt8>,
        over data: UnsafePointer<UInt8>,
        _ count: Int,
        rollOver: UInt32?
    ) -> Bool {
        unsafe CRYPTO_memcmp(digest(data, count, rollOver: rollOver), tag, Self.tagBytes) == 0
    }

    private func digest(
        _ data: UnsafePointer<UInt8>,
        _ count: Int,
        rollOver: UInt32?
    ) -> UnsafeMutablePointer<UInt8> {
        // SAFETY: the digest's room is the last 20 of `bytes`.
        let digest = unsafe bytes + 2 * Self.blockBytes
        unsafe mac.write(over: data, count, followedBy: rollOver, to: digest)
        return unsafe digest
    }
}

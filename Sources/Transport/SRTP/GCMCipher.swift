// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// AES-128-GCM under one session key (RFC 7714): keyed once, only the IV set per packet.
///
/// Owns its EVP context; not a class, so that using it counts no references. One direction, RTP or RTCP. Loop's thread only.
@safe struct GCMCipher: ~Copyable {
    static let tagBytes = 16
    private static let ivBytes = 12

    private let context: OpaquePointer
    /// The salt, then room for the IV made of it.
    private let bytes: UnsafeMutablePointer<UInt8>
    private let encrypts: Bool
    /// Asks for the tag, and sets the IV: what `EVP_CIPHER_CTX_ctrl` would put together anew for each packet.
    private let tagRequest: UnsafeMutablePointer<OSSL_PARAM>
    private let ivRequest: UnsafeMutablePointer<OSSL_PARAM>
    /// Whether ``ivRequest`` does that in this OpenSSL.
    private let setsIV: Bool

    /// - Throws: ``TransportError/crypto(_:call:)`` when OpenSSL has no memory.
    init(_ session: SRTPSessionKey, encrypts: Bool) throws(TransportError) {
        // SAFETY: all freed in `deinit`.
        unsafe context = try Self.keyed(session.key, encrypts: encrypts)
        unsafe bytes = .allocate(capacity: 2 * Self.ivBytes)
        unsafe bytes.initialize(repeating: 0, count: 2 * Self.ivBytes)
        for (index, byte) in session.salt.prefix(Self.ivBytes).enumerated() {
            unsafe bytes[index] = byte
        }
        self.encrypts = encrypts
        unsafe tagRequest = .allocate(capacity: 4)
        unsafe tagRequest[0] = COpenSSL_tagParameter(bytes, Self.tagBytes)
        unsafe tagRequest[1] = OSSL_PARAM_construct_end()
        unsafe ivRequest = tagRequest + 2
        unsafe ivRequest[0] = COpenSSL_ivParameter(bytes + Self.ivBytes)
        unsafe ivRequest[1] = OSSL_PARAM_construct_end()
        setsIV = Self.takesIV
    }

    /// Whether the IV can be set by a parameter, which costs a tenth less per packet than `EVP_CipherInit_ex`, which asks
    /// the cipher how long its IV is each time. Found out once, by encrypting both ways.
    private static let takesIV: Bool = {
        let key = [UInt8](repeating: 1, count: SRTPProfile.keyBytes)
        guard let context = unsafe try? keyed(key, encrypts: true) else { return false }
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        var (iv, other) = ([UInt8](repeating: 2, count: ivBytes), [UInt8](repeating: 3, count: ivBytes))
        let zeros = [UInt8](repeating: 0, count: 32)
        var (once, again) = (zeros, zeros)
        var written: Int32 = 0
        return unsafe iv.withUnsafeMutableBytes { iv in
            var request = unsafe [COpenSSL_ivParameter(iv.baseAddress), OSSL_PARAM_construct_end()]
            return unsafe EVP_CipherInit_ex(context, nil, nil, nil, iv.baseAddress, 1) == 1
                && EVP_CipherUpdate(context, &once, &written, zeros, 32) == 1
                && EVP_CipherInit_ex(context, nil, nil, nil, &other, 1) == 1
                && EVP_CIPHER_CTX_set_params(context, &request) == 1
                && EVP_CipherUpdate(context, &again, &written, zeros, 32) == 1
        } && once == again
    }()

    private static func keyed(_ key: [UInt8], encrypts: Bool) throws(TransportError) -> OpaquePointer {
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            throw OpenSSLError.drain("EVP_CIPHER_CTX_new")
        }
        let cipher = unsafe EVP_aes_128_gcm()
        guard unsafe EVP_CipherInit_ex(context, cipher, nil, key, nil, encrypts ? 1 : 0) == 1 else {
            unsafe EVP_CIPHER_CTX_free(context)
            throw OpenSSLError.drain("EVP_CipherInit_ex")
        }
        return unsafe context
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(context)
        unsafe bytes.deallocate()
        unsafe tagRequest.deallocate()
    }

    /// Starts an RTP packet: 16 zero bits, SSRC, roll-over counter, sequence number, ⊕ salt (RFC 7714 §8.1).
    func begin(ssrc: UInt32, index: UInt64) -> Bool {
        set(ssrc: ssrc, low: index & 0xFFFF_FFFF_FFFF)
    }

    /// Starts an RTCP packet: 16 zero bits, SSRC, 16 zero bits, 31-bit index, ⊕ salt (RFC 7714 §9.1).
    func beginControl(ssrc: UInt32, index: UInt32) -> Bool {
        set(ssrc: ssrc, low: UInt64(index & 0x7FFF_FFFF))
    }

    private func set(ssrc: UInt32, low: UInt64) -> Bool {
        // SAFETY: 12 bytes of salt, 12 bytes of IV, each as a word of eight and one of four.
        let iv = unsafe bytes + Self.ivBytes
        let salt = unsafe UnsafeRawPointer(bytes)
        let first = (UInt64(ssrc) << 16 | low >> 32).bigEndian
        let last = UInt32(truncatingIfNeeded: low).bigEndian
        let words = UnsafeMutableRawPointer(iv)
        unsafe words.storeBytes(of: salt.loadUnaligned(as: UInt64.self) ^ first, as: UInt64.self)
        unsafe (words + 8).storeBytes(of: (salt + 8).loadUnaligned(as: UInt32.self) ^ last, as: UInt32.self)
        if setsIV { return unsafe EVP_CIPHER_CTX_set_params(context, ivRequest) == 1 }
        return unsafe EVP_CipherInit_ex(context, nil, nil, nil, iv, encrypts ? 1 : 0) == 1
    }

    /// Adds bytes that are authenticated only.
    func authenticate(_ data: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var written: Int32 = 0
        return unsafe EVP_CipherUpdate(context, nil, &written, data, Int32(truncatingIfNeeded: count)) == 1
    }

    /// Transforms `count` bytes.
    func transform(
        _ input: UnsafePointer<UInt8>,
        _ count: Int,
        to output: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        guard count > 0 else { return true }
        var written: Int32 = 0
        return unsafe EVP_CipherUpdate(context, output, &written, input, Int32(truncatingIfNeeded: count))
            == 1
    }

    /// Ends an encryption and writes the tag's 16 bytes.
    func finish(tag: UnsafeMutablePointer<UInt8>) -> Bool {
        var written: Int32 = 0
        unsafe tagRequest.pointee.data = UnsafeMutableRawPointer(tag)
        return unsafe EVP_CipherFinal_ex(context, tag, &written) == 1
            && EVP_CIPHER_CTX_get_params(context, tagRequest) == 1
    }

    /// Ends a decryption; false if the tag's 16 bytes are wrong.
    func verify(tag: UnsafePointer<UInt8>, scratch: UnsafeMutablePointer<UInt8>) -> Bool {
        var written: Int32 = 0
        // SAFETY: OpenSSL only reads the tag, its interface just has one pointer for both directions.
        let copy = unsafe UnsafeMutableRawPointer(mutating: tag)
        return unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagBytes), copy) == 1
            && EVP_CipherFinal_ex(context, scratch, &written) == 1
    }
}

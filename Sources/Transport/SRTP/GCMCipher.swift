// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL
internal import RTP

/// AES-128-GCM under one session key (RFC 7714): keyed once, only the IV set per packet.
///
/// Owns its EVP context; not a class, so that using it counts no references. One direction, RTP or RTCP. Loop's thread only.
@safe struct GCMCipher: ~Copyable {
    static let tagBytes = 16
    private static let ivBytes = 12

    // As OpenSSL 3.0 has them. Only what is fetched ahead goes by them.
    private static let contextBytes: UInt64 = 192
    private static let bytesBeforeIV: UInt64 = 96
    private static let bytesFromIV: UInt64 = 864

    private let context: OpaquePointer
    /// The salt's first eight bytes and its last four, in network order.
    private let salt: (UInt64, UInt32)
    private let encrypts: Bool
    /// Whether `COpenSSL_setIV` works in this OpenSSL.
    private let setsIV: Bool

    /// - Throws: ``TransportError/crypto(_:call:)`` when OpenSSL has no memory.
    init(_ session: SRTPSessionKey, encrypts: Bool) throws(TransportError) {
        // SAFETY: freed in `deinit`.
        unsafe context = try Self.keyed(session.key, encrypts: encrypts)
        var salt: (UInt64, UInt32) = (0, 0)
        for byte in session.salt.prefix(8) { salt.0 = salt.0 << 8 | UInt64(byte) }
        for byte in session.salt.dropFirst(8).prefix(4) { salt.1 = salt.1 << 8 | UInt32(byte) }
        self.salt = salt
        self.encrypts = encrypts
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
        return unsafe EVP_CipherInit_ex(context, nil, nil, nil, &iv, 1) == 1
            && EVP_CipherUpdate(context, &once, &written, zeros, 32) == 1
            && EVP_CipherInit_ex(context, nil, nil, nil, &other, 1) == 1
            && COpenSSL_setIV(context, &iv) == 1
            && EVP_CipherUpdate(context, &again, &written, zeros, 32) == 1
            && once == again
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
    }

    /// Adds where it lies: OpenSSL's context, and about the place of the IV the state of the cipher, which OpenSSL 3 keeps
    /// apart: parameters before it, then hash and key.
    func addFootprint(to footprint: inout Footprint) {
        unsafe footprint.add(UInt64(UInt(bitPattern: context)), bytes: Self.contextBytes)
        guard begin(ssrc: 0, index: 0), let place = unsafe COpenSSL_placeOfIV(context) else { return }
        let address = UInt64(UInt(bitPattern: place))
        footprint.add(address - Self.bytesBeforeIV, bytes: Self.bytesBeforeIV + Self.bytesFromIV)
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
        let first = salt.0 ^ (UInt64(ssrc) << 16 | low >> 32)
        let last = salt.1 ^ UInt32(truncatingIfNeeded: low)
        // The IV's twelve bytes, and four that nobody reads.
        var iv = (first.bigEndian, last.bigEndian)
        return unsafe withUnsafeMutableBytes(of: &iv) { bytes in
            // SAFETY: OpenSSL reads twelve bytes during the call.
            let iv = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            if setsIV { return unsafe COpenSSL_setIV(context, iv) == 1 }
            return unsafe EVP_CipherInit_ex(context, nil, nil, nil, iv, encrypts ? 1 : 0) == 1
        }
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
        return unsafe EVP_CipherFinal_ex(context, tag, &written) == 1
            && COpenSSL_readTag(context, tag, Self.tagBytes) == 1
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

// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// The certificate that peers see, self-signed and made anew by each program, and how handshakes with it go.
///
/// One for all transports, on any thread: OpenSSL counts references to the context under a lock, and nothing changes
/// it once it is made.
@safe public final class DTLSIdentity: Sendable {
    /// SHA-256 of the certificate, 32 bytes, as the description promises it (RFC 8122 §5).
    public let fingerprint: [UInt8]

    nonisolated(unsafe) let context: OpaquePointer

    /// Makes a P-256 key and a certificate for it (RFC 8827 §6.5).
    ///
    /// - Parameter profiles: those that handshakes agree to, best first; a generator or a test may want one only.
    /// - Returns: the identity.
    /// - Throws: ``TransportError/crypto(_:call:)``.
    public static func generate(
        profiles: [SRTPProfile] = SRTPProfile.allCases
    ) throws(TransportError) -> DTLSIdentity {
        try DTLSIdentity(profiles: profiles)
    }

    init(profiles: [SRTPProfile]) throws(TransportError) {
        guard let key = unsafe COpenSSL_generateP256() else { throw OpenSSLError.drain("EVP_EC_gen") }
        defer { unsafe EVP_PKEY_free(key) }
        let certificate = try unsafe Self.certificate(of: key)
        defer { unsafe X509_free(certificate) }
        fingerprint = try unsafe CertificateFingerprint.digest(certificate, EVP_sha256())
        guard let context = unsafe SSL_CTX_new(DTLS_method()) else { throw OpenSSLError.drain("SSL_CTX_new") }
        // SAFETY: freed in `deinit`; sessions hold references of their own.
        unsafe self.context = context
        try unsafe Self.configure(context, profiles)
        guard
            unsafe SSL_CTX_use_certificate(context, certificate) == 1,
            unsafe SSL_CTX_use_PrivateKey(context, key) == 1
        else { throw OpenSSLError.drain("SSL_CTX_use_certificate") }
    }

    deinit {
        unsafe SSL_CTX_free(context)
    }

    private static func configure(_ context: OpaquePointer, _ profiles: [SRTPProfile]) throws(TransportError)
    {
        // Forward secrecy always (RFC 8827 §6.5); the peer's certificate is asked for in both roles, and judged by
        // its fingerprint after the handshake, since nobody signed it but itself.
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT) { _, _ in 1 }
        unsafe COpenSSL_setOptions(context)
        _ = unsafe COpenSSL_disableSessionCache(context)
        _ = unsafe COpenSSL_limitCertificates(context, TransportLimits.certificateBytes)
        let names = profiles.map(\.name).joined(separator: ":")
        guard
            unsafe COpenSSL_onlyDTLS12(context) == 1,
            unsafe SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES") == 1,
            unsafe COpenSSL_setGroups(context, "X25519:P-256:P-384") == 1,
            // 0 is success here.
            unsafe SSL_CTX_set_tlsext_use_srtp(context, names) == 0
        else { throw OpenSSLError.drain("SSL_CTX") }
    }

    private static func certificate(of key: OpaquePointer) throws(TransportError) -> OpaquePointer {
        guard let certificate = unsafe X509_new() else { throw OpenSSLError.drain("X509_new") }
        var serial: UInt64 = 0
        let status = unsafe withUnsafeMutableBytes(of: &serial) { bytes in
            unsafe RAND_bytes(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(bytes.count))
        }
        let name = unsafe X509_get_subject_name(certificate)
        guard
            status == 1,
            unsafe X509_set_version(certificate, Int(X509_VERSION_3)) == 1,
            unsafe ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1,
            // A day back for clocks that are behind; ten years on, since a program may run for long.
            unsafe X509_gmtime_adj(X509_getm_notBefore(certificate), -86_400) != nil,
            unsafe X509_gmtime_adj(X509_getm_notAfter(certificate), 10 * 365 * 86_400) != nil,
            unsafe X509_NAME_add_entry_by_txt(name, "CN", utf8Text, "longwave", -1, -1, 0) == 1,
            unsafe X509_set_issuer_name(certificate, name) == 1,
            unsafe X509_set_pubkey(certificate, key) == 1,
            unsafe X509_sign(certificate, key, EVP_sha256()) > 0
        else {
            unsafe X509_free(certificate)
            throw OpenSSLError.drain("X509")
        }
        return unsafe certificate
    }

    /// OpenSSL's `MBSTRING_UTF8`, a macro with a cast.
    private static let utf8Text: Int32 = 0x1000
}

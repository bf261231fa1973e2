// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// A certificate's digests, and whether one is what a description promised.
enum CertificateFingerprint {
    /// Hash functions of RFC 8122 §5 that we can check, strongest first.
    private static let algorithms = ["sha-512", "sha-384", "sha-256", "sha-1"]

    /// Whether the certificate has one of the fingerprints of the strongest hash function among `promised`
    /// (RFC 8122 §5: a peer can't talk us down to a weaker one).
    static func matches(_ certificate: OpaquePointer, promised: [(algorithm: String, bytes: [UInt8])]) -> Bool
    {
        for algorithm in algorithms {
            let candidates = promised.filter { $0.algorithm.lowercased() == algorithm }
            guard !candidates.isEmpty else { continue }
            guard let actual = try? unsafe digest(certificate, function(algorithm)) else { return false }
            return candidates.contains { $0.bytes == actual }
        }
        return false
    }

    /// The certificate's digest under one hash function.
    static func digest(
        _ certificate: OpaquePointer, _ function: OpaquePointer?
    ) throws(TransportError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard let function = unsafe function, unsafe X509_digest(certificate, function, &bytes, &count) == 1
        else {
            throw OpenSSLError.drain("X509_digest")
        }
        return Array(bytes.prefix(Int(count)))
    }

    private static func function(_ algorithm: String) -> OpaquePointer? {
        switch algorithm {
        case "sha-512": unsafe EVP_sha512()
        case "sha-384": unsafe EVP_sha384()
        case "sha-256": unsafe EVP_sha256()
        case "sha-1": unsafe EVP_sha1()
        default: nil
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import FoundationEssentials

/// Hashes rooms' passwords with scrypt (RFC 7914), salted; takes tens of milliseconds and 16 MiB by intention.
enum PasswordHasher {
    /// A new hash.
    static func hash(_ password: String) -> PasswordHash? {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<saltBytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return digest(password, salt).map { PasswordHash(salt: salt, digest: $0) }
    }

    /// Whether the password is the one that was hashed.
    static func verify(_ password: String, _ hash: PasswordHash) -> Bool {
        guard let digest = digest(password, hash.salt), digest.count == hash.digest.count else {
            return false
        }
        // All bytes are compared: the time tells nothing of where they differ.
        return zip(digest, hash.digest).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// The derived key goes through an HMAC, whose bytes can be had without unsafe code.
    private static func digest(_ password: String, _ salt: [UInt8]) -> [UInt8]? {
        let key = try? KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: 32, rounds: rounds, blockSize: blockSize,
            parallelism: 1)
        return key.map { Array(HMAC<SHA256>.authenticationCode(for: salt, using: $0)) }
    }

    private static let saltBytes = 16
    /// RFC 7914's N and r for interactive use: 16 MiB.
    private static let rounds = 16_384
    private static let blockSize = 8
}

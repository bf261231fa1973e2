// SPDX-License-Identifier: Apache-2.0

/// Types of attributes (RFC 8489 §18.3, RFC 8445 §16.1).
enum STUNAttribute {
    static let mappedAddress: UInt16 = 0x0001
    static let username: UInt16 = 0x0006
    static let messageIntegrity: UInt16 = 0x0008
    static let errorCode: UInt16 = 0x0009
    static let unknownAttributes: UInt16 = 0x000A
    static let realm: UInt16 = 0x0014
    static let nonce: UInt16 = 0x0015
    static let messageIntegritySHA256: UInt16 = 0x001C
    static let passwordAlgorithm: UInt16 = 0x001D
    static let userHash: UInt16 = 0x001E
    static let xorMappedAddress: UInt16 = 0x0020
    static let priority: UInt16 = 0x0024
    static let useCandidate: UInt16 = 0x0025
    static let fingerprint: UInt16 = 0x8028
    static let iceControlled: UInt16 = 0x8029
    static let iceControlling: UInt16 = 0x802A

    /// Whether a receiver that doesn't know the attribute must refuse the message (RFC 8489 §14).
    static func mustBeUnderstood(_ type: UInt16) -> Bool { type < 0x8000 }

    /// Bytes of an attribute's header: type and length.
    static let headerBytes = 4
    /// Bytes of MESSAGE-INTEGRITY with its header.
    static let integrityBytes = headerBytes + HMACSHA1.digestBytes
    /// Bytes of FINGERPRINT with its header.
    static let fingerprintBytes = headerBytes + 4
}

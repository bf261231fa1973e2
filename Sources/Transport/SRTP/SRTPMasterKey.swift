// SPDX-License-Identifier: Apache-2.0

/// The master key and salt of one direction.
struct SRTPMasterKey: Equatable {
    let profile: SRTPProfile
    /// 16 bytes.
    let key: [UInt8]
    /// 12 or 14 bytes, as the profile says.
    let salt: [UInt8]

    /// A key of the right lengths; others are an error of ours.
    init(profile: SRTPProfile, key: [UInt8], salt: [UInt8]) {
        precondition(key.count == SRTPProfile.keyBytes, "a master key has 16 bytes")
        precondition(salt.count == profile.saltBytes, "a master salt is as long as the profile says")
        self.profile = profile
        self.key = key
        self.salt = salt
    }

    /// Bytes that both directions take of what DTLS exports.
    static func exportedBytes(_ profile: SRTPProfile) -> Int {
        2 * (SRTPProfile.keyBytes + profile.saltBytes)
    }

    /// Cuts what DTLS exported: client's key, server's key, client's salt, server's salt (RFC 5764 §4.2).
    static func split(
        _ material: [UInt8],
        profile: SRTPProfile
    ) -> (client: SRTPMasterKey, server: SRTPMasterKey) {
        precondition(material.count == exportedBytes(profile), "the exporter gives what it was asked for")
        let key = SRTPProfile.keyBytes
        let salt = profile.saltBytes
        let salts = 2 * key
        return (
            SRTPMasterKey(
                profile: profile,
                key: Array(material[..<key]),
                salt: Array(material[salts..<salts + salt])
            ),
            SRTPMasterKey(
                profile: profile,
                key: Array(material[key..<2 * key]),
                salt: Array(material[(salts + salt)...])
            )
        )
    }
}

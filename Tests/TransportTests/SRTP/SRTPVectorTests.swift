// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Transport

@Suite("SRTP, the standards' own vectors") struct SRTPVectorTests {
    @Test func `keys derive as in RFC 3711, appendix B.3`() throws {
        let derivation = SRTPKeyDerivation(
            master: SRTPMasterKey(
                profile: .aes128CMSHA1,
                key: hex("E1F97A0D3E018BE0D64FA32C06DE4139"),
                salt: hex("0EC675AD498AFEEBB6960B3AABE6")
            )
        )
        let keys = try derivation.rtp()
        #expect(keys.key == hex("C61E7A93744F39EE10734AFE3FF7A087"))
        #expect(keys.salt == hex("30CBBC08863D8C85D49DB34A9AE1"))
        #expect(
            try derivation.derive(.rtpAuthentication, count: 94)
                == hex(
                    """
                    CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4 8F0A0ACF3C34E2359E6CDBCEE049646C43D9327A
                    D175578EF7227098 6371C10C9A369AC2F94A8C5FBCDDDC25 6D6E919A48B610EF17C2041E47403576
                    6B68642C59BBFC2F34DB60DBDFB2
                    """))
    }

    @Test func `counter mode gives the keystream of RFC 3711, appendix B.2`() throws {
        let cipher = try CounterModeCipher(
            SRTPSessionKey(
                profile: .aes128CMSHA1,
                key: hex("2B7E151628AED2A6ABF7158809CF4F3C"),
                salt: hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"),
                authenticationKey: [UInt8](repeating: 0, count: 20)
            )
        )
        let begun = cipher.begin(ssrc: 0, index: 0)
        #expect(begun)
        // The appendix shows the first three blocks and those around 0xFF00.
        var stream = [UInt8](repeating: 0, count: 0xFF02 * 16)
        let zeros = stream
        let transformed = unsafe cipher.transform(zeros, zeros.count, to: &stream)
        #expect(transformed)
        #expect(
            Array(stream[..<48])
                == hex(
                    """
                    E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB
                    41E95B3BB0A2E8DD477901E4FCA894C0
                    """))
        #expect(
            Array(stream[(0xFEFF * 16)...])
                == hex(
                    """
                    EC8CDF7398607CB0F2D21675EA9EA1E4 362B7C3C6773516318A077D7FC5073AE
                    6A2CC3787889374FBEB4C81B17BA6C44
                    """))
    }

    private let key = hex("000102030405060708090a0b0c0d0e0f")
    private let salt = hex("517569642070726f2071756f")

    private var gcm: SRTPSessionKey {
        SRTPSessionKey(profile: .aes128GCM, key: key, salt: salt, authenticationKey: [])
    }

    @Test func `AES-128-GCM protects RTP as in RFC 7714, section 16_1_1`() throws {
        let header = hex("8040f17b 8041f8d3 5501a0b2")
        let payload = Array("Gallia est omnis divisa in partes tres".utf8)
        let expected =
            header
            + hex(
                """
                f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5 0d294e6f 42a5f47a 51c7d19b 36de3adf 8833
                899d7f27 beb16a91 52cf765e e4390cce
                """)
        let sender = try SRTPSender(rtp: gcm, rtcp: gcm)
        let head = head(0xF17B, ssrc: 0x5501_A0B2, payloadType: 0x40, timestamp: 0x8041_F8D3)
        #expect(try sender.protect(head, payload) == expected)
        let receiver = try SRTPReceiver(rtp: gcm, rtcp: gcm)
        #expect(try receiver.unprotect(expected) == header + payload)
    }

    @Test func `AES-128-GCM protects RTCP as in RFC 7714, section 17_1`() throws {
        let compound = hex(
            """
            81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61
            deadbeef deadbeef deadbeef deadbeef deadbeef
            """)
        let expected = hex(
            """
            81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d
            c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872
            45d9eade 800005d4
            """)
        let sender = try SRTPSender(rtp: gcm, rtcp: gcm, controlIndex: 0x5D3)
        #expect(try sender.protectControl(compound) == expected)
        let receiver = try SRTPReceiver(rtp: gcm, rtcp: gcm)
        #expect(try receiver.unprotectControl(expected) == compound)
    }

    @Test func `exported material is cut as in RFC 5764, section 4_2`() {
        let material = (0..<60).map { UInt8($0) }
        let (client, server) = SRTPMasterKey.split(material, profile: .aes128CMSHA1)
        #expect(client.key == Array(0..<16))
        #expect(server.key == Array(16..<32))
        #expect(client.salt == Array(32..<46))
        #expect(server.salt == Array(46..<60))
    }
}

// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("Fingerprint, RFC 8122 §5") struct FingerprintTests {
    @Test func `the example of RFC 8122 is read and written`() throws {
        let text =
            "sha-256 12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD"
        let fingerprint = try Fingerprint(parsing: text)
        #expect(fingerprint.algorithm == "sha-256")
        #expect(fingerprint.bytes.prefix(3) == [0x12, 0xDF, 0x3E])
        #expect(fingerprint.bytes.count == 32)
        #expect(fingerprint.serialized() == text)
        #expect(fingerprint.isStrong)
    }

    @Test func `case does not matter`() throws {
        let digits = Array(repeating: "aB", count: 20).joined(separator: ":")
        let fingerprint = try Fingerprint(parsing: "SHA-1 \(digits)")
        #expect(fingerprint == Fingerprint(algorithm: "sha-1", bytes: Array(repeating: 0xAB, count: 20)))
        #expect(!fingerprint.isStrong)
    }

    @Test(
        "what breaks the grammar is an error",
        arguments: [
            "", "sha-256", "sha-256 ", "sha-256 AB", "sha-999 A", "sha-999 ABC", "sha-999 AB:",
            "sha-999 AB:XY",
            "sha-999 AB CD",
        ])
    func malformed(_ text: String) {
        #expect(throws: SDPError.malformedFingerprint) { try Fingerprint(parsing: text) }
    }
}

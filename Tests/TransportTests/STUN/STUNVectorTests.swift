// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Transport

/// The messages of RFC 5769 §2, under its password.
@Suite("STUN vectors") struct STUNVectorTests {
    static let key = STUNKey(password: "VOkJxbRl1RmTxUk/WvJxBt")
    static let transaction = STUNTransaction(high: 0xB7E7_A701, low: 0xBC34_D686_FA87_DFAE)

    static let request = hex(
        """
        00010058 2112a442 b7e7a701 bc34d686 fa87dfae 80220010 5354554e 20746573 7420636c 69656e74
        00240004 6e0001ff 80290008 932ff9b1 51263b36 00060009 6576746a 3a683676 59202020
        00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2 80280004 e57a3bcf
        """
    )
    static let ipv4Response = hex(
        """
        0101003c 2112a442 b7e7a701 bc34d686 fa87dfae 8022000b 74657374 20766563 746f7220
        00200008 0001a147 e112a643 00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7 80280004 c07d4c96
        """
    )
    static let ipv6Response = hex(
        """
        01010048 2112a442 b7e7a701 bc34d686 fa87dfae 8022000b 74657374 20766563 746f7220
        00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9
        00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41 80280004 c8fb0b4c
        """
    )

    @Test func `the request of §2-1 is read and authentic`() throws {
        let message = try STUNMessage(Self.request)
        #expect(message.kind == .request)
        #expect(message.transaction == Self.transaction)
        #expect(message.priority == 0x6E00_01FF)
        #expect(message.role == .controlled(0x932F_F9B1_5126_3B36))
        #expect(!message.nominates)
        #expect(message.username.map { Array(Self.request[$0]) } == Array("evtj:h6vY".utf8))
        #expect(message.unknown.count == 0)
        #expect(message.fingerprint == Self.request.count - 8)
        #expect(message.isAuthentic(in: Self.request, Self.key))
        #expect(!message.isAuthentic(in: Self.request, STUNKey(password: "another password, of 24")))
    }

    @Test(arguments: [
        (ipv4Response, "192.0.2.1"), (ipv6Response, "2001:db8:1234:5678:11:2233:4455:6677"),
    ])
    func `the responses of §2-2 and §2-3 tell the mapped address`(
        _ response: [UInt8], _ address: String
    ) throws {
        let message = try STUNMessage(response)
        #expect(message.kind == .success)
        #expect(message.transaction == Self.transaction)
        #expect(message.isAuthentic(in: response, Self.key))
        let ip = try #require(IPAddress(address))
        #expect(message.mappedAddress == SocketAddress(ip, port: 32_853))
    }

    @Test func `each flipped bit of a message is noticed`() throws {
        for bit in 0..<Self.request.count * 8 {
            var broken = Self.request
            broken[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let message = try? STUNMessage(broken) else { continue }
            // FINGERPRINT became another attribute, or part of one.
            #expect(message.fingerprint == nil)
            let isAfterIntegrity = bit / 8 >= Self.request.count - 8
            #expect(message.isAuthentic(in: broken, Self.key) == isAfterIntegrity, "bit \(bit)")
        }
    }

    @Test func `what is built from the parts of a response is that response`() throws {
        // Without SOFTWARE, which we never send.
        var builder = STUNBuilder(.success, Self.transaction)
        builder.add(mappedAddress: SocketAddress(ipv4: 0xC000_0201, port: 32_853))
        builder.sign(Self.key)
        let value = Array(Self.ipv4Response[36..<48])
        #expect(Array(builder.bytes[20..<32]) == value)
        let message = try STUNMessage(builder.bytes)
        #expect(message.isAuthentic(in: builder.bytes, Self.key))
    }
}

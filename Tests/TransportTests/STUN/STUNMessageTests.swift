// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Transport

/// What is read, what is refused, and that nothing traps (RFC 8489 §5, §14).
@Suite("STUN messages") struct STUNMessageTests {
    private let key = STUNKey(password: "0123456789012345678901")
    private let transaction = STUNTransaction(high: 1, low: 2)

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `what is written reads back`(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let transaction = STUNTransaction(high: random.next(), low: random.next())
        let kinds: [STUNMessage.Kind] = [.request, .indication, .success, .failure]
        let kind = kinds[Int.random(in: 0..<4, using: &random)]
        var builder = STUNBuilder(kind, transaction)
        let username = String(repeating: "u", count: Int.random(in: 1...513, using: &random))
        let priority = UInt32.random(in: 0...UInt32.max, using: &random)
        let tiebreaker: UInt64 = random.next()
        let role: STUNMessage.Role =
            random.chance(percent: 50) ? .controlling(tiebreaker) : .controlled(tiebreaker)
        let address =
            random.chance(percent: 50)
            ? SocketAddress(ipv4: UInt32(truncatingIfNeeded: random.next() as UInt64), port: 9)
            : SocketAddress(ipv6: (random.next(), random.next()), port: 65_535)
        let nominates = random.chance(percent: 50)
        let errorCode = Int.random(in: 300...699, using: &random)
        builder.add(username: username)
        builder.add(priority: priority)
        builder.add(role: role)
        if nominates { builder.addUseCandidate() }
        builder.add(mappedAddress: address)
        builder.add(errorCode: errorCode)
        builder.add(unknownAttributes: [1, 2, 3])
        builder.sign(key)

        let message = try STUNMessage(builder.bytes)
        #expect(message.kind == kind)
        #expect(message.transaction == transaction)
        #expect(message.username.map { String(decoding: builder.bytes[$0], as: UTF8.self) } == username)
        #expect(message.priority == priority)
        #expect(message.role == role)
        #expect(message.nominates == nominates)
        #expect(message.mappedAddress == address)
        #expect(message.errorCode == errorCode)
        #expect(message.unknown.count == 0)
        #expect(message.isAuthentic(in: builder.bytes, key))
        #expect(!message.isAuthentic(in: builder.bytes, STUNKey(password: "x")))
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `flipped bits are refused or not authentic`(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var builder = STUNBuilder(.request, transaction)
        builder.add(username: "abcdefgh:ijkl")
        builder.add(priority: 5)
        builder.sign(key)
        let broken = random.flippingBits(of: builder.bytes)
        guard broken != builder.bytes, let message = try? STUNMessage(broken) else { return }
        // FINGERPRINT became something else; what the integrity covers is as it was, or not authentic.
        #expect(message.fingerprint == nil)
        let isWhole = broken.dropLast(8) == builder.bytes.dropLast(8)
        #expect(message.isAuthentic(in: broken, key) == isWhole)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `random bytes behind a header never trap`(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let body = random.bytes(4 * Int.random(in: 0...300, using: &random))
        let header = hex("0001") + [UInt8(body.count >> 8), UInt8(body.count & 0xFF)] + hex("2112a442")
        let datagram = header + random.bytes(12) + body
        if let message = try? STUNMessage(datagram) {
            _ = message.isAuthentic(in: datagram, key)
        }
        for count in 0..<min(datagram.count, 64) {
            #expect(throws: STUNError.self) { try STUNMessage(Array(datagram.prefix(count))) }
        }
    }

    @Test func `what is no Binding message is refused with its reason`() {
        func refusal(_ bytes: [UInt8]) -> STUNError? {
            do throws(STUNError) {
                _ = try STUNMessage(bytes)
                return nil
            } catch {
                return error
            }
        }
        let plain = STUNBuilder(.request, transaction).bytes
        #expect(refusal([]) == .truncated(needed: 20, available: 0))
        #expect(refusal(plain) == nil)
        #expect(refusal(plain + [0, 0, 0, 0]) == .length(0))
        #expect(refusal(replacing(plain, 4, with: 0)) == .notSTUN)
        #expect(refusal(replacing(plain, 0, with: 0x40)) == .notSTUN)
        // An Allocate request (RFC 8656).
        #expect(refusal(replacing(plain, 1, with: 3)) == .method(3))
        #expect(refusal(withAttribute(0x0024, [1, 2, 3])) == .attribute(0x0024))
        #expect(refusal(withAttribute(0x0008, [1, 2, 3, 4])) == .attribute(0x0008))
        #expect(refusal(withAttribute(0x0020, [0, 3, 0, 0, 1, 2, 3, 4])) == .attribute(0x0020))
        #expect(refusal(withAttribute(0x0009, [0, 0, 7, 0])) == .attribute(0x0009))
        #expect(refusal(withAttribute(0x8028, [1, 2, 3, 4])) == .fingerprint)
        var overrun = withAttribute(0x8022, [1, 2, 3, 4])
        overrun[23] = 5
        #expect(refusal(overrun) == .attribute(0x8022))
    }

    @Test func `the first of two equal attributes counts`() throws {
        var builder = STUNBuilder(.request, transaction)
        builder.add(priority: 1)
        builder.add(priority: 2)
        #expect(try STUNMessage(builder.bytes).priority == 1)
    }

    @Test func `what follows the integrity doesn't count`() throws {
        var builder = STUNBuilder(.request, transaction)
        builder.add(username: "a:b")
        builder.sign(key)
        // USE-CANDIDATE in place of FINGERPRINT, by somebody on the way.
        var bytes = Array(builder.bytes.dropLast(8)) + [0x00, 0x25, 0, 0]
        let length = bytes.count - 20
        (bytes[2], bytes[3]) = (UInt8(length >> 8), UInt8(length & 0xFF))
        let message = try STUNMessage(bytes)
        #expect(!message.nominates)
        #expect(message.isAuthentic(in: bytes, key))
    }

    @Test func `attributes that must be understood are named, two of them, others passed over`() throws {
        var bytes = STUNBuilder(.request, transaction).bytes
        for type in [0x8F00, 0x7F01, 0xFFFF, 0x7F02, 0x7F03] as [UInt16] {
            bytes += [UInt8(type >> 8), UInt8(type & 0xFF), 0, 0]
        }
        bytes[3] = UInt8(bytes.count - 20)
        #expect(try STUNMessage(bytes).unknown.list == [0x7F01, 0x7F02])
    }

    @Test func `keys longer than a block work as HMAC says`() throws {
        // RFC 2202 §3, test case 6, by way of a message: both sides hash the key.
        let long = STUNKey(password: String(repeating: "k", count: 256))
        var builder = STUNBuilder(.request, transaction)
        builder.sign(long)
        let message = try STUNMessage(builder.bytes)
        #expect(message.isAuthentic(in: builder.bytes, long))
        #expect(
            !message.isAuthentic(in: builder.bytes, STUNKey(password: String(repeating: "k", count: 255))))
    }

    private func replacing(_ bytes: [UInt8], _ place: Int, with byte: UInt8) -> [UInt8] {
        var changed = bytes
        changed[place] = byte
        return changed
    }

    private func withAttribute(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
        var bytes = STUNBuilder(.request, transaction).bytes
        bytes += [UInt8(type >> 8), UInt8(type & 0xFF), 0, UInt8(value.count)] + value
        while bytes.count % 4 != 0 { bytes.append(0) }
        bytes[3] = UInt8(bytes.count - 20)
        return bytes
    }
}

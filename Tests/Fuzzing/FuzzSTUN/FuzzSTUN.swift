// SPDX-License-Identifier: Apache-2.0

@testable import Transport

/// libFuzzer's entry: one input, of which nothing may trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSTUN(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // libFuzzer keeps the `count` bytes at `start` alive and unchanged until this returns.
    let input = unsafe UnsafeBufferPointer(start: start, count: count)
    exercise(unsafe input.span)
    let message = framed(unsafe input.span)
    exercise(message.span)
    exerciseSigned(message)
    return 0
}

private let key = STUNKey(password: "0123456789012345678901")

/// Reads the input as a datagram; what it says lies within it, and reads back once it is written again.
private func exercise(_ datagram: Span<UInt8>) {
    guard let message = try? STUNMessage(datagram) else { return }
    let isAuthentic = message.isAuthentic(in: datagram, key)
    precondition(message.integrity != nil || !isAuthentic, "nothing proves what isn't there")
    _ = LocalFragment(username: message.username, in: datagram)
    if let username = message.username {
        precondition(username.upperBound <= datagram.count, "a name lies in the datagram")
    }
    var builder = STUNBuilder(message.kind, message.transaction)
    if let priority = message.priority { builder.add(priority: priority) }
    if let role = message.role { builder.add(role: role) }
    if let address = message.mappedAddress { builder.add(mappedAddress: address) }
    if let code = message.errorCode { builder.add(errorCode: code) }
    if message.nominates { builder.addUseCandidate() }
    builder.sign(key)
    guard let again = try? STUNMessage(builder.bytes.span) else {
        preconditionFailure("what we write can be read")
    }
    precondition(again.isAuthentic(in: builder.bytes.span, key), "and is authentic")
    precondition(again.priority == message.priority && again.role == message.role)
    precondition(again.mappedAddress == message.mappedAddress && again.errorCode == message.errorCode)
    precondition(again.nominates == message.nominates)
}

/// The input as attributes of a Binding request, under a header that lets them be reached.
private func framed(_ attributes: Span<UInt8>) -> [UInt8] {
    var bytes = STUNBuilder(.request, STUNTransaction(high: 1, low: 2)).bytes
    for index in 0..<min(attributes.count & ~3, 1_400) { bytes.append(attributes[index]) }
    setLength(of: &bytes, bytes.count)
    return bytes
}

/// The same from a peer that knows the password: its attributes are followed by an integrity that holds, and by a
/// fingerprint.
private func exerciseSigned(_ message: [UInt8]) {
    var bytes = message
    let code = key.code(of: bytes.span, upTo: bytes.count)
    bytes.appendBigEndian(STUNAttribute.messageIntegrity)
    bytes.appendBigEndian(20 as UInt16)
    bytes.appendBigEndian(code.first)
    bytes.appendBigEndian(code.second)
    bytes.appendBigEndian(code.third)
    let end = bytes.count
    setLength(of: &bytes, end + STUNAttribute.fingerprintBytes)
    bytes.appendBigEndian(STUNAttribute.fingerprint)
    bytes.appendBigEndian(4 as UInt16)
    bytes.appendBigEndian(STUNFingerprint.of(bytes.span, upTo: end))
    exercise(bytes.span)
    guard let read = try? STUNMessage(bytes.span), read.integrity == message.count else { return }
    precondition(read.isAuthentic(in: bytes.span, key), "who knows the password is believed")
    precondition(read.fingerprint == end, "the fingerprint is seen")
}

/// Says in the header that the whole message has `count` bytes.
private func setLength(of bytes: inout [UInt8], _ count: Int) {
    let length = count - STUNMessage.headerBytes
    bytes[2] = UInt8(length >> 8)
    bytes[3] = UInt8(length & 0xFF)
}

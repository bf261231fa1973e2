// SPDX-License-Identifier: Apache-2.0

/// Writes a Binding message, attribute by attribute; ``sign(_:)`` comes last.
struct STUNBuilder {
    /// The message so far; its header's length is always right.
    private(set) var bytes: [UInt8] = []
    private let transaction: STUNTransaction

    /// Room for every message of ours.
    private static let usualBytes = 160

    init(_ kind: STUNMessage.Kind, _ transaction: STUNTransaction) {
        self.transaction = transaction
        bytes.reserveCapacity(Self.usualBytes)
        bytes.appendBigEndian(STUNMessage.binding | kind.rawValue)
        bytes.appendBigEndian(0 as UInt16)
        bytes.appendBigEndian(STUNMessage.cookie)
        bytes.appendBigEndian(transaction.high)
        bytes.appendBigEndian(transaction.low)
    }

    /// `RFRAG:LFRAG`, the receiver's fragment first (RFC 8445 §7.2.2).
    mutating func add(username: String) {
        add(STUNAttribute.username, Array(username.utf8))
    }

    /// The priority that a peer-reflexive candidate would have (RFC 8445 §7.1.1).
    mutating func add(priority: UInt32) {
        add(STUNAttribute.priority, bigEndian: priority)
    }

    /// Nominates the pair (RFC 8445 §7.1.2).
    mutating func addUseCandidate() {
        add(STUNAttribute.useCandidate, [])
    }

    /// Our part, with our tiebreaker (RFC 8445 §7.1.3).
    mutating func add(role: STUNMessage.Role) {
        switch role {
        case .controlling(let tiebreaker): add(STUNAttribute.iceControlling, bigEndian: tiebreaker)
        case .controlled(let tiebreaker): add(STUNAttribute.iceControlled, bigEndian: tiebreaker)
        }
    }

    /// Where we saw the request come from.
    mutating func add(mappedAddress: SocketAddress) {
        add(STUNAttribute.xorMappedAddress, STUNAddress.bytes(mappedAddress, transaction))
    }

    /// Why the request failed, 300…699; without words, so that no answer is longer than what it answers (S11).
    mutating func add(errorCode: Int) {
        precondition((300...699).contains(errorCode), "an error has a code of RFC 8489 §14.8")
        add(STUNAttribute.errorCode, [0, 0, UInt8(errorCode / 100), UInt8(errorCode % 100)])
    }

    /// What we should have understood (RFC 8489 §14.9).
    mutating func add(unknownAttributes types: [UInt16]) {
        var value: [UInt8] = []
        for type in types { value.appendBigEndian(type) }
        add(STUNAttribute.unknownAttributes, value)
    }

    /// Ends the message: MESSAGE-INTEGRITY under `key` and FINGERPRINT.
    mutating func sign(_ key: STUNKey) {
        let code = key.code(of: bytes.span, upTo: bytes.count)
        var value: [UInt8] = []
        value.appendBigEndian(code.first)
        value.appendBigEndian(code.second)
        value.appendBigEndian(code.third)
        add(STUNAttribute.messageIntegrity, value)
        addFingerprint()
    }

    private mutating func addFingerprint() {
        let end = bytes.count
        setLength(end + STUNAttribute.fingerprintBytes)
        add(STUNAttribute.fingerprint, bigEndian: STUNFingerprint.of(bytes.span, upTo: end))
    }

    private mutating func add(_ type: UInt16, bigEndian number: some FixedWidthInteger) {
        var value: [UInt8] = []
        value.appendBigEndian(number)
        add(type, value)
    }

    private mutating func add(_ type: UInt16, _ value: [UInt8]) {
        bytes.appendBigEndian(type)
        bytes.appendBigEndian(UInt16(truncatingIfNeeded: value.count))
        bytes += value
        while bytes.count % 4 != 0 { bytes.append(0) }
        setLength(bytes.count)
    }

    private mutating func setLength(_ count: Int) {
        let length = count - STUNMessage.headerBytes
        precondition(length <= UInt16.max, "no message of ours is that long")
        bytes[2] = UInt8(length >> 8)
        bytes[3] = UInt8(length & 0xFF)
    }
}

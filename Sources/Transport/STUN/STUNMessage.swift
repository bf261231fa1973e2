// SPDX-License-Identifier: Apache-2.0

internal import RTP

/// What a Binding message says (RFC 8489 §5, RFC 8445 §7.1), read from its datagram without a copy: what has no fixed
/// size is a place in it.
///
/// Total: each datagram is read or refused. Of an attribute that comes twice the first one counts (RFC 8489 §14); of
/// those after MESSAGE-INTEGRITY only FINGERPRINT does (§14.5).
struct STUNMessage {
    /// The message's class (RFC 8489 §5): bits 4 and 8 of its type.
    enum Kind: UInt16 {
        case request = 0x0000
        case indication = 0x0010
        case success = 0x0100
        case failure = 0x0110
    }

    /// Which part the sender takes, with its tiebreaker (RFC 8445 §7.1.3).
    enum Role: Equatable {
        case controlling(UInt64)
        case controlled(UInt64)
    }

    /// Attributes that must be understood and are not, as many as an answer names.
    struct Unknown {
        private var types = InlineArray<2, UInt16>(repeating: 0)
        private(set) var count = 0

        /// The types in the order in which they came.
        var list: [UInt16] { (0..<count).map { types[$0] } }

        fileprivate mutating func add(_ type: UInt16) {
            guard count < types.count else { return }
            types[count] = type
            count += 1
        }
    }

    static let headerBytes = 20
    static let cookie: UInt32 = 0x2112_A442
    static let binding: UInt16 = 0x0001
    private static let kindBits: UInt16 = 0x0110

    let kind: Kind
    let transaction: STUNTransaction

    /// Where USERNAME's text stands.
    private(set) var username: Range<Int>?
    private(set) var priority: UInt32?
    /// Whether the check nominates its pair (RFC 8445 §8.1.1).
    private(set) var nominates = false
    private(set) var role: Role?
    /// The address that the other side saw (XOR-MAPPED-ADDRESS).
    private(set) var mappedAddress: SocketAddress?
    /// 300…699.
    private(set) var errorCode: Int?
    private(set) var unknown = Unknown()
    /// Where the attribute MESSAGE-INTEGRITY begins.
    private(set) var integrity: Int?
    /// Where the attribute FINGERPRINT begins.
    private(set) var fingerprint: Int?

    /// Reads a datagram that holds one message and nothing else.
    init(_ datagram: Span<UInt8>) throws(STUNError) {
        guard datagram.count >= Self.headerBytes else {
            throw .truncated(needed: Self.headerBytes, available: datagram.count)
        }
        let type = datagram.uint16(at: 0)
        guard type & 0xC000 == 0, datagram.uint32(at: 4) == Self.cookie else { throw .notSTUN }
        let length = Int(datagram.uint16(at: 2))
        guard length % 4 == 0, length == datagram.count - Self.headerBytes else { throw .length(length) }
        guard type & ~Self.kindBits == Self.binding, let kind = Kind(rawValue: type & Self.kindBits) else {
            throw .method(type & ~Self.kindBits)
        }
        self.kind = kind
        transaction = STUNTransaction(high: datagram.uint32(at: 8), low: datagram.uint64(at: 12))
        try readAttributes(datagram)
    }

    private mutating func readAttributes(_ datagram: Span<UInt8>) throws(STUNError) {
        var offset = Self.headerBytes
        while offset < datagram.count {
            // The length of the whole is a multiple of four, and so is every step.
            let type = datagram.uint16(at: offset)
            let value = offset + STUNAttribute.headerBytes
            let end = value + Int(datagram.uint16(at: offset + 2))
            let next = (end + 3) & ~3
            guard next <= datagram.count, fingerprint == nil else { throw .attribute(type) }
            if type == STUNAttribute.fingerprint {
                guard end - value == 4 else { throw .attribute(type) }
                fingerprint = offset
                guard datagram.uint32(at: value) == STUNFingerprint.of(datagram, upTo: offset) else {
                    throw .fingerprint
                }
            } else if integrity == nil {
                try take(type, value..<end, datagram)
            }
            offset = next
        }
    }

    private mutating func take(
        _ type: UInt16, _ value: Range<Int>, _ datagram: Span<UInt8>
    ) throws(STUNError) {
        let start = value.lowerBound
        func demand(_ count: Int) throws(STUNError) {
            guard value.count == count else { throw .attribute(type) }
        }
        switch type {
        case STUNAttribute.username:
            guard value.count <= TransportLimits.stunUsernameBytes else { throw .attribute(type) }
            username = username ?? value
        case STUNAttribute.messageIntegrity:
            try demand(HMACSHA1.digestBytes)
            integrity = start - STUNAttribute.headerBytes
        case STUNAttribute.priority:
            try demand(4)
            priority = priority ?? datagram.uint32(at: start)
        case STUNAttribute.useCandidate:
            nominates = true
        case STUNAttribute.iceControlling:
            try demand(8)
            role = role ?? .controlling(datagram.uint64(at: start))
        case STUNAttribute.iceControlled:
            try demand(8)
            role = role ?? .controlled(datagram.uint64(at: start))
        case STUNAttribute.xorMappedAddress:
            guard let address = STUNAddress.read(datagram, value, transaction) else { throw .attribute(type) }
            mappedAddress = mappedAddress ?? address
        case STUNAttribute.errorCode:
            guard value.count >= 4 else { throw .attribute(type) }
            errorCode = errorCode ?? Self.errorCode(datagram[start + 2], datagram[start + 3])
            if errorCode == nil { throw .attribute(type) }
        case STUNAttribute.mappedAddress, STUNAttribute.unknownAttributes, STUNAttribute.realm,
            STUNAttribute.nonce, STUNAttribute.messageIntegritySHA256, STUNAttribute.passwordAlgorithm,
            STUNAttribute.userHash:
            // Known, and of no use here.
            break
        default:
            if STUNAttribute.mustBeUnderstood(type) { unknown.add(type) }
        }
    }

    /// Hundreds and the rest (RFC 8489 §14.8); nil outside 300…699.
    private static func errorCode(_ hundreds: UInt8, _ rest: UInt8) -> Int? {
        let hundreds = Int(hundreds & 7)
        guard (3...6).contains(hundreds), rest < 100 else { return nil }
        return hundreds * 100 + Int(rest)
    }

    /// Whether MESSAGE-INTEGRITY is there and `key` made it (RFC 8489 §9.1.3).
    ///
    /// - Parameters:
    ///   - datagram: the one that this message was read from.
    ///   - key: the short-term password.
    /// - Returns: false too if the message has no integrity.
    func isAuthentic(in datagram: Span<UInt8>, _ key: STUNKey) -> Bool {
        guard let integrity else { return false }
        let value = integrity + STUNAttribute.headerBytes
        return key.code(of: datagram, upTo: integrity).isEqual(
            to: STUNIntegrity(
                first: datagram.uint64(at: value),
                second: datagram.uint64(at: value + 8),
                third: datagram.uint32(at: value + 16)
            )
        )
    }
}

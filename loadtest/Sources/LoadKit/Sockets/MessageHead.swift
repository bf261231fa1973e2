// SPDX-License-Identifier: Apache-2.0

/// What a message of the relay is (docs/protocol.md, "Rooms and members"), by those of its first fields that tell it.
///
/// Reading stops there: whoever only counts messages by the hundred thousand need not understand them.
struct MessageHead: Equatable {
    /// `t`; empty in a reply.
    var type = ""
    /// `re`, and the `ok` with it.
    var reply: Int?
    var isGood = false
    /// `n` of a `ping`.
    var number: Int?
    /// `event` of a `msg`.
    var event: String?

    /// Nil for what is no JSON object. What stands behind the fields that tell is not looked at.
    init?(_ bytes: [UInt8]) {
        var reader = FieldReader(bytes)
        guard reader.begin() else { return nil }
        while let name = reader.name() {
            guard let value = reader.value() else { return nil }
            switch name {
            case "t": type = reader.text(value) ?? ""
            case "re": reply = reader.number(value)
            case "ok": isGood = reader.isTrue(value)
            case "n": number = reader.number(value)
            case "event": event = reader.text(value)
            default: break
            }
            if isTold(by: name) { return }
        }
    }

    private func isTold(by name: String) -> Bool {
        switch type {
        case "": name == "ok"
        case "ping": name == "n"
        case "msg": name == "event"
        default: true
        }
    }
}

/// Reads the fields of one JSON object in their order, and passes over their values (RFC 8259).
private struct FieldReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func begin() -> Bool {
        take(UInt8(ascii: "{"))
    }

    /// The next field's name, up to its value; nil behind the last.
    mutating func name() -> String? {
        _ = take(UInt8(ascii: ","))
        guard let string = value(), let name = text(string), take(UInt8(ascii: ":")) else { return nil }
        return name
    }

    /// Passes over a value and gives where it stands; nil if it has no end.
    mutating func value() -> Range<Int>? {
        skipSpace()
        let start = position
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): guard passString() else { return nil }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
                continue
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // The end of the object around it.
                guard depth > 0 else { return start < position ? start..<position : nil }
                depth -= 1
                position += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D:
                guard depth > 0 else { return start < position ? start..<position : nil }
                position += 1
                continue
            default: passWord()
            }
            if depth == 0 { return start..<position }
        }
        return nil
    }

    /// The text of a string without escapes; nil for another value.
    func text(_ value: Range<Int>) -> String? {
        guard value.count >= 2, bytes[value.lowerBound] == UInt8(ascii: "\"") else { return nil }
        return String(decoding: bytes[(value.lowerBound + 1)..<(value.upperBound - 1)], as: UTF8.self)
    }

    func number(_ value: Range<Int>) -> Int? {
        Int(String(decoding: bytes[value], as: UTF8.self))
    }

    func isTrue(_ value: Range<Int>) -> Bool {
        bytes[value].elementsEqual("true".utf8)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    }

    private mutating func passString() -> Bool {
        position += 1
        while position < bytes.count {
            defer { position += 1 }
            if bytes[position] == UInt8(ascii: "\\") {
                position += 1
            } else if bytes[position] == UInt8(ascii: "\"") {
                return true
            }
        }
        return false
    }

    /// A number, `true`, `false` or `null`.
    private mutating func passWord() {
        while position < bytes.count, !Self.isSpace(bytes[position]), !Self.isMark(bytes[position]) {
            position += 1
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "\""):
            true
        default: false
        }
    }
}

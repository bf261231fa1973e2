// SPDX-License-Identifier: Apache-2.0

/// A JSON object whose fields are read one by one as they are asked for; the others stay text.
///
/// The whole text was found valid before, so what is passed on unread is JSON.
struct JSONObject: Sendable {
    /// The fields in their order; of a name that comes twice the last one counts.
    private(set) var fields: [(name: String, value: JSONText)] = []

    /// The object that `text` is; nil if it is none, or nested too deep.
    init?(_ text: [UInt8]) {
        guard String(validating: text, as: UTF8.self) != nil else { return nil }
        var scanner = JSONScanner(text)
        scanner.skipSpace()
        guard scanner.take(UInt8(ascii: "{")), readFields(text, &scanner) else { return nil }
        scanner.skipSpace()
        guard scanner.next == nil else { return nil }
    }

    /// The field's value; nil if it is missing or `null`.
    subscript(name: String) -> JSONText? {
        guard let value = fields.last(where: { $0.name == name })?.value else { return nil }
        return value.bytes == Array("null".utf8) ? nil : value
    }

    /// The object without the field `name`, as text.
    func removing(_ name: String) -> JSONText {
        var writer = JSONWriter()
        for field in fields where field.name != name {
            writer.field(field.name, field.value)
        }
        return JSONText(validated: writer.object)
    }

    private mutating func readFields(_ text: [UInt8], _ scanner: inout JSONScanner) -> Bool {
        scanner.skipSpace()
        if scanner.take(UInt8(ascii: "}")) { return true }
        repeat {
            scanner.skipSpace()
            guard let name = scanner.string() else { return false }
            scanner.skipSpace()
            guard scanner.take(UInt8(ascii: ":")),
                let value = scanner.value(depth: Limits.messageDepth),
                fields.count < Limits.messageFields
            else { return false }
            fields.append((JSONString.decode(text[name]), JSONText(validated: text[value])))
            scanner.skipSpace()
        } while scanner.take(UInt8(ascii: ","))
        return scanner.take(UInt8(ascii: "}"))
    }
}

extension JSONText {
    /// The string that this is.
    var string: String? {
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "\"") else { return nil }
        return JSONString.decode(bytes[1..<(bytes.count - 1)])
    }

    /// The whole number that this is.
    var integer: Int? { Int(String(decoding: bytes, as: UTF8.self)) }

    /// The truth value that this is.
    var bool: Bool? {
        switch String(decoding: bytes, as: UTF8.self) {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// The strings of the array that this is; nil if it is none, or holds anything else.
    var strings: [String]? {
        var scanner = JSONScanner(bytes)
        guard scanner.take(UInt8(ascii: "[")) else { return nil }
        var strings: [String] = []
        scanner.skipSpace()
        if scanner.take(UInt8(ascii: "]")) { return strings }
        repeat {
            scanner.skipSpace()
            guard let content = scanner.string() else { return nil }
            strings.append(JSONString.decode(bytes[content]))
            scanner.skipSpace()
        } while scanner.take(UInt8(ascii: ","))
        return strings
    }

    /// The objects of the array that this is; nil if it is none, or holds anything else.
    var objects: [JSONObject]? {
        var scanner = JSONScanner(bytes)
        guard scanner.take(UInt8(ascii: "[")) else { return nil }
        var objects: [JSONObject] = []
        scanner.skipSpace()
        if scanner.take(UInt8(ascii: "]")) { return objects }
        repeat {
            guard let place = scanner.value(depth: Limits.messageDepth),
                let object = JSONObject(Array(bytes[place]))
            else { return nil }
            objects.append(object)
            scanner.skipSpace()
        } while scanner.take(UInt8(ascii: ","))
        return objects
    }

    /// The object that this is.
    var object: JSONObject? { bytes.first == UInt8(ascii: "{") ? JSONObject(bytes) : nil }
}

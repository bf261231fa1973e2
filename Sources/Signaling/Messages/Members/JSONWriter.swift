// SPDX-License-Identifier: Apache-2.0

/// Writes the fields of one JSON object, in the order in which they are given.
///
/// Messages go to thousands of members and lists have thousands of entries, so bytes are appended and nothing
/// is looked up.
struct JSONWriter {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    /// The object that was written.
    var object: [UInt8] { bytes + [UInt8(ascii: "}")] }

    /// A text; nothing if it is nil.
    mutating func field(_ name: String, _ value: String?) {
        guard let value else { return }
        begin(name)
        JSONString.encode(value, into: &bytes)
    }

    /// A number; nothing if it is nil.
    mutating func field(_ name: String, _ value: (some FixedWidthInteger)?) {
        guard let value else { return }
        begin(name)
        bytes += String(value).utf8
    }

    /// A truth value; nothing if it is nil.
    mutating func field(_ name: String, _ value: Bool?) {
        guard let value else { return }
        begin(name)
        bytes += (value ? "true" : "false").utf8
    }

    /// A value that is JSON already; nothing if it is nil.
    mutating func field(_ name: String, _ value: JSONText?) {
        guard let value else { return }
        begin(name)
        bytes += value.bytes
    }

    /// An object within the object.
    mutating func object(_ name: String, _ write: (inout JSONWriter) -> Void) {
        begin(name)
        nested(write)
    }

    /// A text, or `null` if it is nil.
    mutating func optional(_ name: String, _ value: String?) {
        guard let value else { return null(name) }
        field(name, value)
    }

    /// `null`, for what is known not to be there.
    mutating func null(_ name: String) {
        begin(name)
        bytes += "null".utf8
    }

    /// A list of objects, one for each of `items`.
    mutating func array<Item>(_ name: String, _ items: [Item], _ write: (inout JSONWriter, Item) -> Void) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for (index, item) in items.enumerated() {
            if index > 0 {
                bytes.append(UInt8(ascii: ","))
            }
            nested { write(&$0, item) }
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// A list of values that are JSON already.
    mutating func list(_ name: String, _ items: some Sequence<JSONText>) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        for item in items {
            if !isFirst {
                bytes.append(UInt8(ascii: ","))
            }
            isFirst = false
            bytes += item.bytes
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// A list of texts.
    mutating func texts(_ name: String, _ items: [String]) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for (index, item) in items.enumerated() {
            if index > 0 {
                bytes.append(UInt8(ascii: ","))
            }
            JSONString.encode(item, into: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func begin(_ name: String) {
        if bytes.last != UInt8(ascii: "{") {
            bytes.append(UInt8(ascii: ","))
        }
        JSONString.encode(name, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Writes on into the same bytes: a list of thousands is not copied once for each of its entries.
    private mutating func nested(_ write: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        write(&self)
        bytes.append(UInt8(ascii: "}"))
    }
}

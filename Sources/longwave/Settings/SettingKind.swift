// SPDX-License-Identifier: Apache-2.0

import Logging
import Transport

/// How the texts of a setting become its value.
struct SettingKind<Value: Sendable>: Sendable {
    /// How often it may be given.
    var arity = SettingArity.one
    /// Whether the texts are shown nowhere.
    var isSecret = false
    /// What the texts may be, to stand after "is not".
    let allowed: String
    /// The value, or nil if the texts have none.
    let parse: @Sendable ([String]) -> Value?

    /// A kind whose value comes from exactly one text.
    init(allowed: String, isSecret: Bool = false, one parse: @escaping @Sendable (String) -> Value?) {
        self.init(allowed: allowed, isSecret: isSecret) { texts in
            texts.count == 1 ? texts.first.flatMap(parse) : nil
        }
    }

    private init(
        arity: SettingArity = .one,
        allowed: String,
        isSecret: Bool,
        parse: @escaping @Sendable ([String]) -> Value?
    ) {
        self.arity = arity
        self.isSecret = isSecret
        self.allowed = allowed
        self.parse = parse
    }

    /// The same, but it need not be given.
    static func optional<Wrapped>(_ kind: SettingKind<Wrapped>) -> Self where Value == Wrapped? {
        Self(allowed: kind.allowed, isSecret: kind.isSecret) { texts in
            texts.isEmpty ? .some(nil) : kind.parse(texts).map(Optional.some)
        }
    }

    /// Any number of values of `kind`.
    static func list<Element>(_ kind: SettingKind<Element>) -> Self where Value == [Element] {
        Self(arity: .many, allowed: kind.allowed, isSecret: kind.isSecret) { texts in
            let values = texts.compactMap { kind.parse([$0]) }
            return values.count == texts.count ? values : nil
        }
    }
}

extension SettingKind where Value == Bool {
    /// On or off.
    static var toggle: Self {
        let words = [
            "true": true, "yes": true, "on": true, "1": true, "false": false, "no": false, "off": false,
            "0": false,
        ]
        var kind = Self(allowed: "true or false") { words[$0.lowercased()] }
        kind.arity = .toggle
        return kind
    }
}

extension SettingKind where Value == Int {
    /// A whole number.
    static func integer(_ range: ClosedRange<Int>) -> Self {
        Self(allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension SettingKind where Value == Duration {
    /// A whole number of seconds.
    static func seconds(_ range: ClosedRange<Int>) -> Self {
        let number = SettingKind<Int>.integer(range)
        return Self(allowed: "\(number.allowed) (seconds)") { number.parse([$0]).map { .seconds($0) } }
    }
}

extension SettingKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words.
    static var choice: Self {
        Self(allowed: "one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))") {
            Value(rawValue: $0)
        }
    }
}

extension SettingKind where Value == String {
    /// An IP address or a host name to listen on (RFC 1123 §2.1).
    static var host: Self {
        Self(allowed: "an IP address or a host name") { HostPort.isHost($0) ? $0 : nil }
    }

    /// An IP literal.
    static var ipAddress: Self {
        Self(allowed: "an IP address") { IPAddress($0)?.description }
    }

    /// A bearer token.
    static var token: Self {
        Self(allowed: "1 to 1,024 printable ASCII characters without blanks", isSecret: true) { text in
            let isPlain = text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
            return isPlain && (1...1_024).contains(text.utf8.count) ? text : nil
        }
    }

    /// The name of a broadcast.
    static var broadcastName: Self {
        Self(allowed: "1 to 128 of A-Z a-z 0-9 . _ -") { text in
            let isPlain = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
            return isPlain && (1...128).contains(text.utf8.count) ? text : nil
        }
    }

    /// The path of a file.
    static var path: Self {
        Self(allowed: "the path of a file") { $0.isEmpty ? nil : $0 }
    }
}

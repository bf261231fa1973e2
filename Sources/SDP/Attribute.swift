// SPDX-License-Identifier: Apache-2.0

/// One `a=` line: a flag such as `rtcp-mux`, or a name with a value (RFC 8866 §5.13).
public struct Attribute: Equatable, Sendable {
    /// What stands before the first colon. Names are case-sensitive.
    public var name: String
    /// What stands after the first colon; nil for a flag.
    public var value: String?

    /// An attribute with a value, or a flag when there is none.
    public init(_ name: String, _ value: String? = nil) {
        self.name = name
        self.value = value
    }

    /// Reads what stands after `a=`; nil when the name is empty.
    init?(text: Substring) {
        let (name, value) = text.cut(at: .colon)
        guard !name.isEmpty else { return nil }
        self.init(String(name), value.map { String($0) })
    }

    /// The text after `a=`.
    var text: String {
        value.map { "\(name):\($0)" } ?? name
    }
}

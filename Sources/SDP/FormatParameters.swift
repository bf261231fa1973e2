// SPDX-License-Identifier: Apache-2.0

/// The text of an `a=fmtp`, taken apart at its semicolons (RFC 8866 §6.15).
///
/// Keeps order and spelling of what it does not touch, so that an answer mirrors the offer. Parameters
/// beyond ``SDPLimits/formatParameters`` are dropped.
struct FormatParameters: Equatable {
    private var items: [(name: String, value: String?)]

    static func == (left: Self, right: Self) -> Bool { left.text == right.text }

    init(_ text: String) {
        let parts = text.whole.fields(separatedBy: .semicolon, limit: SDPLimits.formatParameters + 1)
        items = parts.prefix(SDPLimits.formatParameters).compactMap { item in
            let (name, value) = item.trimmed.cut(at: .equals)
            return name.isEmpty ? nil : (String(name.trimmed), value.map { String($0.trimmed) })
        }
    }

    /// The value of a parameter whose name is compared without regard to case.
    subscript(name: String) -> String? {
        get { items.first { $0.name.matches(name) }?.value }
        set {
            if let index = items.firstIndex(where: { $0.name.matches(name) }) {
                items[index].value = newValue
            } else {
                items.append((name, newValue))
            }
        }
    }

    /// Takes out all parameters whose name begins with `prefix`, in any case.
    mutating func removeAll(prefix: String) {
        items.removeAll { $0.name.begins(with: prefix) }
    }

    /// The text, as it goes behind the payload type.
    var text: String {
        items.map { item in item.value.map { "\(item.name)=\($0)" } ?? item.name }.joined(separator: ";")
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Look-ups in a section's `a=` lines. Each walks the list once; the list is bounded.
extension [Attribute] {
    /// The value of the first attribute of this name.
    func value(_ name: String) -> String? {
        first { $0.name == name }?.value
    }

    /// The values of all attributes of this name, in order.
    func values(_ name: String) -> [String] {
        compactMap { $0.name == name ? $0.value : nil }
    }

    /// Whether there is an attribute of this name.
    func has(_ name: String) -> Bool {
        contains { $0.name == name }
    }

    /// The first direction attribute.
    var direction: Direction? {
        for attribute in self where attribute.value == nil {
            if let direction = Direction(rawValue: attribute.name) { return direction }
        }
        return nil
    }
}

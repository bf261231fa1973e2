// SPDX-License-Identifier: Apache-2.0

/// Which id each header extension has on one m-line, as `a=extmap` agreed it (RFC 8285 §5).
///
/// Fixed storage both ways: looked up per packet. An id names at most one kind; the last one set keeps it.
public struct HeaderExtensionMap: Equatable, Sendable {
    /// Id by kind, 0 if not negotiated.
    private var ids: InlineArray<9, UInt8>
    /// Kind plus one by id, for the ids of the one-byte form; 0 if none. Larger ids are rare and searched.
    private var kinds: InlineArray<16, UInt8>

    /// Nothing negotiated.
    public init() {
        ids = InlineArray(repeating: 0)
        kinds = InlineArray(repeating: 0)
    }

    /// The id of `kind`: 1…255, or 0 if it was not negotiated.
    public subscript(kind: HeaderExtensionKind) -> UInt8 {
        get { ids[Int(kind.rawValue)] }
        set {
            if let holder = self.kind(of: newValue) { clear(holder) }
            clear(kind)
            ids[Int(kind.rawValue)] = newValue
            if newValue != 0, newValue < 16 { kinds[Int(newValue)] = kind.rawValue + 1 }
        }
    }

    /// The kind that `id` names; nil for 0 and for ids that were not negotiated.
    public func kind(of id: UInt8) -> HeaderExtensionKind? {
        if id < 16 {
            let entry = kinds[Int(id)]
            return entry == 0 ? nil : HeaderExtensionKind(rawValue: entry - 1)
        }
        for index in ids.indices where ids[index] == id {
            return HeaderExtensionKind(rawValue: UInt8(index))
        }
        return nil
    }

    /// Whether both agree on every kind.
    public static func == (lhs: HeaderExtensionMap, rhs: HeaderExtensionMap) -> Bool {
        for index in lhs.ids.indices where lhs.ids[index] != rhs.ids[index] { return false }
        return true
    }

    private mutating func clear(_ kind: HeaderExtensionKind) {
        let id = ids[Int(kind.rawValue)]
        if id < 16 { kinds[Int(id)] = 0 }
        ids[Int(kind.rawValue)] = 0
    }
}

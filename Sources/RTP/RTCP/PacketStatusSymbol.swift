// SPDX-License-Identifier: Apache-2.0

/// What the chunks of transport feedback say of one packet
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.1).
enum PacketStatusSymbol: UInt16 {
    case notReceived = 0
    /// 0…63.75 ms in one byte.
    case smallDelta = 1
    /// −8,192…8,191.75 ms in two bytes.
    case largeDelta = 2

    /// The symbol that `delta` needs.
    init(delta: Int16?) {
        guard let delta else {
            self = .notReceived
            return
        }
        self = 0...255 ~= delta ? .smallDelta : .largeDelta
    }

    /// Bytes of the delta that belongs to the symbol.
    var deltaByteCount: Int { Int(rawValue) }
}

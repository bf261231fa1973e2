// SPDX-License-Identifier: Apache-2.0

/// What the RTCP packets are written with: numbers in network byte order, appended.
extension [UInt8] {
    mutating func append(_ number: UInt16) {
        append(UInt8(truncatingIfNeeded: number >> 8))
        append(UInt8(truncatingIfNeeded: number))
    }

    mutating func append(_ number: UInt32) {
        append(UInt16(truncatingIfNeeded: number >> 16))
        append(UInt16(truncatingIfNeeded: number))
    }

    mutating func append(_ number: UInt64) {
        append(UInt32(truncatingIfNeeded: number >> 32))
        append(UInt32(truncatingIfNeeded: number))
    }

    /// Appends one RTCP packet: header, what `writeContent` appends, zeros up to a whole word.
    ///
    /// The content must be less than 2¹⁸ bytes, or the length does not fit in its field.
    mutating func appendRTCP(type: UInt8, format: UInt8, _ writeContent: (inout [UInt8]) -> Void) {
        let start = count
        append(0x80 | format)
        append(type)
        append(UInt16(0))
        writeContent(&self)
        while (count - start) & 3 != 0 { append(UInt8(0)) }
        let words = (count - start) / 4 - 1
        precondition(words <= 0xFFFF, "an RTCP packet's length fits in its field")
        self[start + 2] = UInt8(truncatingIfNeeded: words >> 8)
        self[start + 3] = UInt8(truncatingIfNeeded: words)
    }
}

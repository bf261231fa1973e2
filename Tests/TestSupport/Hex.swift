// SPDX-License-Identifier: Apache-2.0

/// The bytes that `text` spells in hexadecimal; blanks and line ends between digits don't count.
///
/// Traps on anything else, because a vector that is mistyped is a broken test.
public func hex(_ text: String) -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }.map { digit in
        guard let value = digit.hexDigitValue else { preconditionFailure("not hexadecimal: \(digit)") }
        return UInt8(value)
    }
    precondition(digits.count % 2 == 0, "a byte has two digits")
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

// SPDX-License-Identifier: Apache-2.0

/// The input, read as a script; past its end it reads zeros.
struct Script {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { offset >= bytes.count }

    mutating func byte() -> UInt8 {
        guard offset < bytes.count else { return 0 }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func uint16() -> UInt16 {
        let upper = byte()
        return UInt16(upper) << 8 | UInt16(byte())
    }

    /// As many bytes as the next one says.
    mutating func block() -> [UInt8] {
        let count = Int(byte())
        let end = min(offset + count, bytes.count)
        defer { offset = end }
        return Array(bytes[offset..<end])
    }
}

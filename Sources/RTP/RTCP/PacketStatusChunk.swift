// SPDX-License-Identifier: Apache-2.0

/// The 16-bit chunks of transport feedback that carry one symbol per packet
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.2 to §3.1.4).
///
///     run length               one bit a symbol         two bits a symbol
///      0                   1    0                   1    0                   1
///      0 1 2 3 4 5 6 7 8 9 ..   0 1 2 3 4 5 6 7 8 9 ..   0 1 2 3 4 5 6 7 8 9 ..
///     +-+-+-+-+-+-+-+-+-+-+-   +-+-+-+-+-+-+-+-+-+-+-   +-+-+-+-+-+-+-+-+-+-+-
///     |0| S |  length (13)      |1|0| 14 symbols         |1|1| 7 symbols
///     +-+-+-+-+-+-+-+-+-+-+-   +-+-+-+-+-+-+-+-+-+-+-   +-+-+-+-+-+-+-+-+-+-+-
enum PacketStatusChunk {
    static let maximumRunLength = 0x1FFF

    /// Reads chunks from the start of `content` until `count` symbols are there.
    ///
    /// What the last chunk says beyond `count` doesn't count. A run of length 0 says nothing and costs two bytes.
    static func symbols(
        in content: Span<UInt8>, count: Int
    ) throws(RTCPError) -> (symbols: [PacketStatusSymbol], byteCount: Int) {
        var symbols: [PacketStatusSymbol] = []
        symbols.reserveCapacity(count)
        var offset = 0
        while symbols.count < count {
            guard offset + 2 <= content.count else {
                throw .truncated(needed: offset + 2, available: content.count)
            }
            try read(content.uint16(at: offset), into: &symbols, room: count - symbols.count)
            offset += 2
        }
        return (symbols, offset)
    }

    /// Appends the chunks of `symbols`: at each step the kind that says most.
    static func write(_ symbols: [PacketStatusSymbol], into bytes: inout [UInt8]) {
        var rest = symbols[...]
        while let first = rest.first {
            let vectorCount = rest.prefix(14).contains(.largeDelta) ? 7 : 14
            let run = rest.prefix(maximumRunLength).prefix { $0 == first }.count
            if run >= min(vectorCount, rest.count) {
                bytes.append(first.rawValue << 13 | UInt16(run))
                rest.removeFirst(run)
            } else {
                bytes.append(vector(rest.prefix(vectorCount), capacity: vectorCount))
                rest = rest.dropFirst(vectorCount)
            }
        }
    }

    private static func read(
        _ chunk: UInt16, into symbols: inout [PacketStatusSymbol], room: Int
    ) throws(RTCPError) {
        if chunk & 0x8000 == 0 {
            let run = min(Int(chunk & 0x1FFF), room)
            symbols.append(contentsOf: repeatElement(try symbol(chunk >> 13), count: run))
            return
        }
        let bitCount = chunk & 0x4000 == 0 ? 1 : 2
        for index in 1...min(14 / bitCount, room) {
            let bits = chunk >> (14 - index * bitCount)
            symbols.append(try symbol(bitCount == 1 ? bits & 1 : bits & 3))
        }
    }

    private static func symbol(_ bits: UInt16) throws(RTCPError) -> PacketStatusSymbol {
        guard let symbol = PacketStatusSymbol(rawValue: bits) else { throw .reservedStatus }
        return symbol
    }

    /// A vector of `capacity` symbols, 14 of one bit or 7 of two; those that are missing read "not received".
    private static func vector(_ symbols: ArraySlice<PacketStatusSymbol>, capacity: Int) -> UInt16 {
        let bitCount = 14 / capacity
        var chunk: UInt16 = bitCount == 1 ? 0x8000 : 0xC000
        for (index, symbol) in symbols.enumerated() {
            chunk |= symbol.rawValue << (14 - (index + 1) * bitCount)
        }
        return chunk
    }
}

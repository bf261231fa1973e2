// SPDX-License-Identifier: Apache-2.0

/// Where the header extensions that were negotiated lie in one packet (RFC 8285 §4).
///
/// Made once per received packet; fixed storage, nothing copied out of the packet.
public struct HeaderExtensions: Sendable {
    /// By kind: offset of the data in the upper 24 bits, its length in the lower 8. An offset is never 0.
    private var places: InlineArray<9, UInt32>

    /// Walks the extension block of `packet`, whose header is `header`.
    ///
    /// Total: a broken element ends the walk, and what came before it stays. Of a repeated element the last counts.
    public init(_ packet: Span<UInt8>, header: RTPHeader, map: HeaderExtensionMap) {
        places = InlineArray(repeating: 0)
        let elements = header.extensionRange.clamped(to: 0..<min(packet.count, RTPHeader.maximumPacketCount))
        if header.extensionProfile == 0xBEDE {
            readOneByteElements(packet, elements, map)
        } else if header.extensionProfile & 0xFFF0 == 0x1000 {
            readTwoByteElements(packet, elements, map)
        }
    }

    /// Where the data of `kind` lies in the packet, without id and length; nil if the packet lacks it.
    ///
    /// Empty for an element without data, which only the two-byte form has.
    public subscript(kind: HeaderExtensionKind) -> Range<Int>? {
        let place = places[Int(kind.rawValue)]
        guard place != 0 else { return nil }
        let offset = Int(place >> 8)
        return offset..<offset + Int(place & 0xFF)
    }

    /// RFC 8285 §4.2: four bits id, four bits length minus one.
    private mutating func readOneByteElements(
        _ packet: Span<UInt8>, _ elements: Range<Int>, _ map: HeaderExtensionMap
    ) {
        var offset = elements.lowerBound
        while offset < elements.upperBound {
            let first = packet[offset]
            offset += 1
            if first == 0 { continue }
            let id = first >> 4
            let count = Int(first & 0x0F) + 1
            // Id 15 ends the block, and so does id 0 with a length.
            guard id != 15, id != 0, count <= elements.upperBound - offset else { return }
            note(id: id, offset: offset, count: count, map)
            offset += count
        }
    }

    /// RFC 8285 §4.3: a byte of id, a byte of length.
    private mutating func readTwoByteElements(
        _ packet: Span<UInt8>, _ elements: Range<Int>, _ map: HeaderExtensionMap
    ) {
        var offset = elements.lowerBound
        while offset < elements.upperBound {
            let id = packet[offset]
            offset += 1
            if id == 0 { continue }
            guard offset < elements.upperBound else { return }
            let count = Int(packet[offset])
            offset += 1
            guard count <= elements.upperBound - offset else { return }
            note(id: id, offset: offset, count: count, map)
            offset += count
        }
    }

    private mutating func note(id: UInt8, offset: Int, count: Int, _ map: HeaderExtensionMap) {
        guard let kind = map.kind(of: id) else { return }
        places[Int(kind.rawValue)] = UInt32(offset) << 8 | UInt32(count)
    }
}

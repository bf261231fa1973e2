// SPDX-License-Identifier: Apache-2.0

/// SDES: the canonical names of sources (RFC 3550 §6.5). Other items than CNAME are passed over.
public struct SourceDescription: Equatable, Sendable {
    /// One source and its name.
    public struct Chunk: Equatable, Sendable {
        /// The source.
        public var ssrc: UInt32
        /// Its canonical name, at most 255 bytes of UTF-8; nil if the chunk has none.
        public var cname: String?

        /// A chunk that names `ssrc`.
        public init(ssrc: UInt32, cname: String?) {
            self.ssrc = ssrc
            self.cname = cname
        }
    }

    /// At most 31 are written.
    public var chunks: [Chunk]

    /// A description of these sources.
    public init(chunks: [Chunk]) {
        self.chunks = chunks
    }

    /// The description of one source.
    public init(ssrc: UInt32, cname: String) {
        chunks = [Chunk(ssrc: ssrc, cname: cname)]
    }

    /// Reads the description at the start of `packet`.
    public init(parsing packet: Span<UInt8>) throws(RTCPError) {
        let (end, count) = try RTCPHeader.end(of: packet, type: RTCPType.sourceDescription, atLeast: 4)
        chunks = []
        var offset = 4
        for _ in 0..<count {
            guard end - offset >= 4 else { throw .truncated(needed: offset + 4, available: end) }
            let ssrc = packet.uint32(at: offset)
            offset += 4
            let cname = try Self.readItems(packet, &offset, end: end)
            chunks.append(Chunk(ssrc: ssrc, cname: cname))
        }
    }

    /// Appends the description; a longer name is cut at 255 bytes.
    public func write(into bytes: inout [UInt8]) {
        let written = chunks.prefix(31)
        bytes.appendRTCP(type: RTCPType.sourceDescription, format: UInt8(written.count)) { bytes in
            for chunk in written {
                bytes.append(chunk.ssrc)
                var itemCount = 0
                if let cname = chunk.cname?.utf8.prefix(255) {
                    bytes.append(Self.cnameItem)
                    bytes.append(UInt8(cname.count))
                    bytes.append(contentsOf: cname)
                    itemCount = 2 + cname.count
                }
                // At least one null ends the items, more of them fill the word.
                bytes.append(contentsOf: repeatElement(0, count: 4 - itemCount % 4))
            }
        }
    }

    private static let cnameItem: UInt8 = 1

    /// Reads a chunk's items up to the null that ends them, and moves `offset` to the next word.
    private static func readItems(
        _ packet: Span<UInt8>, _ offset: inout Int, end: Int
    ) throws(RTCPError) -> String? {
        var cname: String?
        while true {
            guard offset < end else { throw .truncated(needed: offset + 1, available: end) }
            let item = packet[offset]
            if item == 0 {
                // Packets begin at a word, so offsets in them tell where words begin.
                offset = (offset + 4) & ~3
                return cname
            }
            guard end - offset >= 2 else { throw .truncated(needed: offset + 2, available: end) }
            let text = offset + 2..<offset + 2 + Int(packet[offset + 1])
            guard text.upperBound <= end else { throw .truncated(needed: text.upperBound, available: end) }
            if item == cnameItem { cname = String(decoding: text.map { packet[$0] }, as: UTF8.self) }
            offset = text.upperBound
        }
    }
}

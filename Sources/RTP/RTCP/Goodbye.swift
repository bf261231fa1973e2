// SPDX-License-Identifier: Apache-2.0

/// BYE: sources that leave (RFC 3550 §6.6). The reason in words is passed over.
public struct Goodbye: Equatable, Sendable {
    /// At most 31 are written.
    public var sources: [UInt32]

    /// A goodbye of these sources.
    public init(sources: [UInt32]) {
        self.sources = sources
    }

    /// Reads the goodbye at the start of `packet`.
    public init(parsing packet: Span<UInt8>) throws(RTCPError) {
        let (end, count) = try RTCPHeader.end(of: packet, type: RTCPType.goodbye, atLeast: 4)
        let needed = 4 + 4 * Int(count)
        guard end >= needed else { throw .truncated(needed: needed, available: end) }
        sources = (0..<Int(count)).map { packet.uint32(at: 4 + 4 * $0) }
    }

    /// Appends the goodbye.
    public func write(into bytes: inout [UInt8]) {
        let written = sources.prefix(31)
        bytes.appendRTCP(type: RTCPType.goodbye, format: UInt8(written.count)) { bytes in
            for source in written { bytes.append(source) }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Walks the packets of an RTCP compound (RFC 3550 §6.1), or of a reduced-size one (RFC 5506).
///
///     var reader = RTCPReader(compound)
///     while let packet = reader.next() { … }
///
/// Total and bounded: the first broken packet ends the walk and leaves its `error`, and so does the one after
/// `maximumPacketCount`. What came before is good.
public struct RTCPReader: ~Escapable {
    /// Packets that are read from one compound at most; more can only be an attack.
    public static let maximumPacketCount = 64

    /// Why the walk ended early; nil while it goes on and after a whole compound.
    public private(set) var error: RTCPError?

    private let compound: Span<UInt8>
    private var offset: Int
    private var packetCount: Int

    /// A walk from the start of `compound`, which is plain RTCP (decrypted, index and tag removed).
    @_lifetime(copy compound)
    public init(_ compound: Span<UInt8>) {
        error = nil
        self.compound = compound
        offset = 0
        packetCount = 0
    }

    /// The next packet; nil at the end and after an error.
    public mutating func next() -> RTCPPacket? {
        guard error == nil, offset < compound.count else { return nil }
        guard packetCount < Self.maximumPacketCount else {
            error = .tooManyPackets(Self.maximumPacketCount)
            return nil
        }
        let rest = compound.extracting(offset..<compound.count)
        do throws(RTCPError) {
            let packet = try RTCPPacket(parsing: rest)
            offset += try RTCPHeader(rest).byteCount
            packetCount += 1
            return packet
        } catch {
            self.error = error
            return nil
        }
    }
}

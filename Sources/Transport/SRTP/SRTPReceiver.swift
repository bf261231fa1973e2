// SPDX-License-Identifier: Apache-2.0

internal import RTP

/// Unprotects what one peer sends: RTP and RTCP under the keys of its direction (RFC 3711 §3.3, §3.4).
///
/// Nothing is remembered of a packet before its tag was right (hardening S5). Loop's thread only.
final class SRTPReceiver {
    private let rtp: SRTPCipher
    private let rtcp: SRTPCipher
    private let tagBytes: Int
    private let streams = StreamTable(capacity: TransportLimits.ingressStreams)
    private let controlStreams = StreamTable(capacity: TransportLimits.ingressStreams)

    private static let trailerBytes = 4
    private static let controlHeaderBytes = 8

    /// - Throws: ``TransportError/crypto(_:call:)``.
    convenience init(_ master: SRTPMasterKey) throws(TransportError) {
        let derivation = SRTPKeyDerivation(master: master)
        try self.init(rtp: derivation.rtp(), rtcp: derivation.rtcp())
    }

    /// A receiver under given session keys, for a standard's vectors.
    init(rtp: SRTPSessionKey, rtcp: SRTPSessionKey) throws(TransportError) {
        self.rtp = try SRTPCipher(rtp, encrypts: false)
        self.rtcp = try SRTPCipher(rtcp, encrypts: false)
        tagBytes = rtp.profile.tagBytes
    }

    /// Streams that are remembered, for tests of the bound.
    var streamCount: Int { streams.count }

    /// Authenticates and decrypts one RTP packet.
    ///
    /// - Parameters:
    ///   - packet: the datagram as it came.
    ///   - output: `TransportLimits.datagramBytes` of room.
    /// - Returns: bytes written: header and payload.
    /// - Throws: why the packet is dropped.
    func unprotect(
        _ packet: Span<UInt8>,
        into output: UnsafeMutablePointer<UInt8>
    ) throws(TransportDropReason) -> Int {
        guard packet.count <= TransportLimits.datagramBytes else { throw .tooLong }
        guard let headerCount = Self.headerCount(packet) else { throw .malformed }
        let count = packet.count - tagBytes
        guard count >= headerCount else { throw .malformed }
        let ssrc = packet.uint32(at: 8)
        let (index, place) = try ingressIndex(ssrc, packet.uint16(at: 2))
        let authentic = unsafe packet.withUnsafeBufferPointer { packet in
            guard let bytes = packet.baseAddress else { return false }
            let body = headerCount..<count
            return unsafe open(bytes, body, ssrc: ssrc, index: index, into: output)
        }
        guard authentic else { throw .notAuthentic }
        if let place {
            streams.insert(index, at: place)
        } else {
            streams.add(ssrc, index: index)
        }
        return count
    }

    /// Authenticates and decrypts one RTCP compound. One without the encryption flag is refused: no profile of ours
    /// leaves RTCP clear (RFC 5764 §4.1.2).
    ///
    /// - Parameters:
    ///   - packet: the datagram as it came.
    ///   - output: `TransportLimits.datagramBytes` of room.
    /// - Returns: bytes written.
    /// - Throws: why the compound is dropped.
    func unprotectControl(
        _ packet: Span<UInt8>,
        into output: UnsafeMutablePointer<UInt8>
    ) throws(TransportDropReason) -> Int {
        guard packet.count <= TransportLimits.datagramBytes else { throw .tooLong }
        let count = packet.count - tagBytes - Self.trailerBytes
        guard count >= Self.controlHeaderBytes else { throw .malformed }
        let trailerOffset: Int
        switch rtcp {
        case .gcm: trailerOffset = packet.count - Self.trailerBytes
        case .counterMode: trailerOffset = count
        }
        let trailer = packet.uint32(at: trailerOffset)
        guard trailer & 0x8000_0000 != 0 else { throw .malformed }
        let index = trailer & 0x7FFF_FFFF
        let ssrc = packet.uint32(at: 4)
        let place = controlStreams.find(ssrc)
        if let place, !controlStreams.accepts(UInt64(index), at: place) { throw .replayed }
        let authentic = unsafe packet.withUnsafeBufferPointer { packet in
            guard let bytes = packet.baseAddress else { return false }
            return unsafe openControl(bytes, count, trailerOffset, ssrc: ssrc, index: index, into: output)
        }
        guard authentic else { throw .notAuthentic }
        if let place {
            controlStreams.insert(UInt64(index), at: place)
        } else {
            controlStreams.add(ssrc, index: UInt64(index))
        }
        return count
    }

    // MARK: - Numbers

    private func ingressIndex(
        _ ssrc: UInt32,
        _ sequenceNumber: UInt16
    ) throws(TransportDropReason) -> (UInt64, Int?) {
        guard let place = streams.find(ssrc) else { return (UInt64(sequenceNumber), nil) }
        let highest = streams.highest(at: place)
        guard let index = PacketIndex.estimate(sequenceNumber, near: highest) else { throw .replayed }
        guard streams.accepts(index, at: place) else { throw .replayed }
        return (index, place)
    }

    /// Bytes of RTP header with CSRCs and extension (RFC 3550 §5.1), which stand in clear; padding and all else is
    /// ciphertext yet.
    private static func headerCount(_ packet: Span<UInt8>) -> Int? {
        guard packet.count >= 12, packet[0] >> 6 == 2 else { return nil }
        var count = 12 + 4 * Int(packet[0] & 0x0F)
        if packet[0] & 0x10 != 0 {
            guard packet.count >= count + 4 else { return nil }
            count += 4 + 4 * Int(packet.uint16(at: count + 2))
        }
        return count <= packet.count ? count : nil
    }

    // MARK: - Bytes

    private func open(
        _ packet: UnsafePointer<UInt8>,
        _ body: Range<Int>,
        ssrc: UInt32,
        index: UInt64,
        into output: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        let tag = unsafe packet + body.upperBound
        let plaintext = unsafe output + body.lowerBound
        unsafe output.update(from: packet, count: body.lowerBound)
        switch rtp {
        case .gcm(let cipher):
            return unsafe cipher.begin(ssrc: ssrc, index: index)
                && cipher.authenticate(packet, body.lowerBound)
                && cipher.transform(packet + body.lowerBound, body.count, to: plaintext)
                && cipher.verify(tag: tag, scratch: output + body.upperBound)
        case .counterMode(let cipher):
            let rollOver = PacketIndex.rollOver(index)
            return unsafe cipher.verify(tag: tag, over: packet, body.upperBound, rollOver: rollOver)
                && cipher.begin(ssrc: ssrc, index: index)
                && cipher.transform(packet + body.lowerBound, body.count, to: plaintext)
        }
    }

    private func openControl(
        _ packet: UnsafePointer<UInt8>,
        _ count: Int,
        _ trailer: Int,
        ssrc: UInt32,
        index: UInt32,
        into output: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        let clear = Self.controlHeaderBytes
        unsafe output.update(from: packet, count: clear)
        switch rtcp {
        case .gcm(let cipher):
            return unsafe cipher.beginControl(ssrc: ssrc, index: index)
                && cipher.authenticate(packet, clear)
                && cipher.authenticate(packet + trailer, Self.trailerBytes)
                && cipher.transform(packet + clear, count - clear, to: output + clear)
                && cipher.verify(tag: packet + count, scratch: output + count)
        case .counterMode(let cipher):
            let covered = count + Self.trailerBytes
            return unsafe cipher.verify(tag: packet + covered, over: packet, covered, rollOver: nil)
                && cipher.begin(ssrc: ssrc, index: UInt64(index))
                && cipher.transform(packet + clear, count - clear, to: output + clear)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import RTP

/// Protects what leaves to one peer: RTP and RTCP under the keys of our direction (RFC 3711 §3.3, §3.4).
///
/// Writes ciphertext straight to where it is sent from. Loop's thread only.
final class SRTPSender {
    // What each packet needs stands first, in a cache line or two.
    /// Every stream's highest index gives the roll-over counter; its window keeps a number from being used twice.
    private let streams = StreamTable(capacity: TransportLimits.egressStreams)
    private let tagBytes: Int
    private let isAEAD: Bool
    private let rtp: SRTPCipher
    private let rtcp: SRTPCipher
    /// One for all RTCP of this direction, so that no pair of SSRC and index comes twice; 31 bits (RFC 3711 §3.4).
    private var controlIndex: UInt32

    /// RTCP's trailer: the encryption flag and the index.
    private static let trailerBytes = 4
    /// RTCP's clear part: its first header and SSRC.
    private static let controlHeaderBytes = 8

    /// - Throws: ``TransportError/crypto(_:call:)``.
    convenience init(_ master: SRTPMasterKey) throws(TransportError) {
        let derivation = SRTPKeyDerivation(master: master)
        try self.init(rtp: derivation.rtp(), rtcp: derivation.rtcp())
    }

    /// A sender under given session keys; a standard's vectors have an index of RTCP of their own, too.
    init(rtp: SRTPSessionKey, rtcp: SRTPSessionKey, controlIndex: UInt32 = 0) throws(TransportError) {
        self.controlIndex = controlIndex
        self.rtp = try SRTPCipher(rtp, encrypts: true)
        self.rtcp = try SRTPCipher(rtcp, encrypts: true)
        tagBytes = rtp.profile.tagBytes
        isAEAD = rtp.profile == .aes128GCM
    }

    /// Protects one RTP packet.
    ///
    /// - Parameters:
    ///   - head: the header, which stays clear, and the first bytes of the payload.
    ///   - payload: the rest of the payload.
    ///   - isRepeat: whether the same bytes may have left under this number before.
    ///   - output: `TransportLimits.slotBytes` of room.
    /// - Returns: bytes written.
    /// - Throws: why the packet is dropped.
    func protect(
        _ head: PacketHeadView,
        payload: Span<UInt8>,
        isRepeat: Bool = false,
        into output: UnsafeMutablePointer<UInt8>
    ) throws(TransportDropReason) -> Int {
        let front = head.span
        let (headerCount, prefixCount) = (head.headerCount, head.prefixCount)
        guard headerCount >= 12 else { throw .malformed }
        let total = front.count &+ payload.count &+ tagBytes
        guard total <= TransportLimits.datagramBytes else { throw .tooLong }
        let ssrc = front.uint32(at: 8)
        let (index, place) = try egressIndex(ssrc, front.uint16(at: 2), isRepeat: isRepeat)
        let done = unsafe front.withUnsafeBufferPointer { front in
            unsafe payload.withUnsafeBufferPointer { payload in
                // SAFETY: `total` bytes fit the output, as checked above, and the head is never empty.
                guard let front = front.baseAddress else { return false }
                let packet = unsafe ClearPacket(
                    front: front,
                    headerCount: headerCount,
                    prefixCount: prefixCount,
                    rest: payload.baseAddress,
                    restCount: payload.count
                )
                return unsafe seal(packet, ssrc: ssrc, index: index, into: output)
            }
        }
        guard done else { throw .sendFailed }
        if !isRepeat { remember(index, ssrc, place) }
        return total
    }

    /// Protects one RTCP compound. The encryption flag is always set.
    ///
    /// - Parameters:
    ///   - compound: RTCP in clear.
    ///   - output: `TransportLimits.slotBytes` of room.
    /// - Returns: bytes written.
    /// - Throws: why the compound is dropped.
    func protectControl(
        _ compound: Span<UInt8>,
        into output: UnsafeMutablePointer<UInt8>
    ) throws(TransportDropReason) -> Int {
        let clear = Self.controlHeaderBytes
        guard compound.count >= clear else { throw .malformed }
        let total = compound.count &+ tagBytes &+ Self.trailerBytes
        guard total <= TransportLimits.datagramBytes else { throw .tooLong }
        let ssrc = compound.uint32(at: 4)
        controlIndex = (controlIndex &+ 1) & 0x7FFF_FFFF
        let index = controlIndex
        let done = unsafe compound.withUnsafeBufferPointer { compound in
            guard let bytes = compound.baseAddress else { return false }
            return unsafe sealControl(bytes, compound.count, ssrc: ssrc, index: index, into: output)
        }
        guard done else { throw .sendFailed }
        return total
    }

    /// Forgets a stream that is over, to make room for others. Its SSRC must never be sent under again: its numbers
    /// would begin anew, and AES-GCM would seal two packets under one (RFC 7714 §8.1).
    func forget(_ ssrc: UInt32) {
        streams.remove(ssrc)
    }

    /// Adds what protecting a packet touches.
    func addFootprint(to footprint: inout Footprint) {
        footprint.add(self)
        streams.addFootprint(to: &footprint)
        switch rtp {
        case .gcm(let cipher): cipher.addFootprint(to: &footprint)
        case .counterMode: break
        }
    }

    // MARK: - Numbers

    /// The packet's index, and where its stream stands; refuses what would reuse a keystream.
    @inline(__always)
    private func egressIndex(
        _ ssrc: UInt32,
        _ sequenceNumber: UInt16,
        isRepeat: Bool
    ) throws(TransportDropReason) -> (UInt64, Int?) {
        guard let place = streams.find(ssrc) else {
            // A stream begins with what is new: its first number sets the roll-over counter.
            if isRepeat { throw .repeatedNumber }
            if streams.isFull { throw .tooManyStreams }
            return (UInt64(sequenceNumber), nil)
        }
        guard let index = PacketIndex.estimate(sequenceNumber, near: streams.highest(at: place)) else {
            throw .repeatedNumber
        }
        if isRepeat {
            // Only what lies behind can have been sent before.
            guard index <= streams.highest(at: place) else { throw .repeatedNumber }
        } else if isAEAD, !streams.accepts(index, at: place) {
            // One nonce for two packets gives the authentication key away (RFC 7714 §8.1, §10).
            throw .repeatedNumber
        }
        return (index, place)
    }

    @inline(__always)
    private func remember(_ index: UInt64, _ ssrc: UInt32, _ place: Int?) {
        if let place {
            streams.insert(index, at: place)
        } else {
            streams.add(ssrc, index: index)
        }
    }

    // MARK: - Bytes

    /// A packet before protection, in its two pieces.
    @safe private struct ClearPacket {
        let front: UnsafePointer<UInt8>
        let headerCount: Int
        let prefixCount: Int
        let rest: UnsafePointer<UInt8>?
        let restCount: Int

        /// Header and payload.
        var count: Int { headerCount + prefixCount + restCount }
    }

    @inline(__always)
    private func seal(
        _ packet: ClearPacket,
        ssrc: UInt32,
        index: UInt64,
        into output: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        unsafe output.update(from: packet.front, count: packet.headerCount)
        let prefix = unsafe packet.front + packet.headerCount
        let body = unsafe output + packet.headerCount
        let rest = unsafe body + packet.prefixCount
        let tag = unsafe output + packet.count
        switch rtp {
        case .gcm(let cipher):
            guard
                cipher.begin(ssrc: ssrc, index: index),
                unsafe cipher.authenticate(packet.front, packet.headerCount)
            else { return false }
            if packet.prefixCount == 0, let payload = unsafe packet.rest {
                guard unsafe cipher.transform(payload, packet.restCount, to: body) else { return false }
            } else {
                // Copying is cheaper than a second call of OpenSSL and a payload that straddles its blocks.
                unsafe body.update(from: prefix, count: packet.prefixCount)
                if let payload = unsafe packet.rest {
                    unsafe rest.update(from: payload, count: packet.restCount)
                }
                let count = packet.prefixCount + packet.restCount
                guard unsafe cipher.transform(body, count, to: body) else { return false }
            }
            return unsafe cipher.finish(tag: tag)
        case .counterMode(let cipher):
            guard
                cipher.begin(ssrc: ssrc, index: index),
                unsafe cipher.transform(prefix, packet.prefixCount, to: body),
                unsafe packet.rest.map({ unsafe cipher.transform($0, packet.restCount, to: rest) }) ?? true
            else { return false }
            let rollOver = PacketIndex.rollOver(index)
            unsafe cipher.tag(over: output, packet.count, rollOver: rollOver, to: tag)
            return true
        }
    }

    private func sealControl(
        _ compound: UnsafePointer<UInt8>,
        _ count: Int,
        ssrc: UInt32,
        index: UInt32,
        into output: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        let clear = Self.controlHeaderBytes
        unsafe output.update(from: compound, count: clear)
        let body = unsafe output + clear
        let end = unsafe output + count
        switch rtcp {
        case .gcm(let cipher):
            // The tag follows the ciphertext, then the trailer, which is authenticated too (RFC 7714 §9.2, §9.3).
            let trailer = unsafe end + GCMCipher.tagBytes
            unsafe writeTrailer(index, to: trailer)
            guard
                cipher.beginControl(ssrc: ssrc, index: index),
                unsafe cipher.authenticate(compound, clear),
                unsafe cipher.authenticate(trailer, Self.trailerBytes),
                unsafe cipher.transform(compound + clear, count - clear, to: body)
            else { return false }
            return unsafe cipher.finish(tag: end)
        case .counterMode(let cipher):
            // The trailer follows the ciphertext, then the tag over both (RFC 3711 §3.4).
            unsafe writeTrailer(index, to: end)
            guard
                cipher.begin(ssrc: ssrc, index: UInt64(index)),
                unsafe cipher.transform(compound + clear, count - clear, to: body)
            else { return false }
            let covered = count + Self.trailerBytes
            unsafe cipher.tag(over: output, covered, rollOver: nil, to: end + Self.trailerBytes)
            return true
        }
    }

    private func writeTrailer(_ index: UInt32, to output: UnsafeMutablePointer<UInt8>) {
        let word = 0x8000_0000 | index
        for place in 0..<Self.trailerBytes {
            unsafe output[place] = UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * place))
        }
    }
}

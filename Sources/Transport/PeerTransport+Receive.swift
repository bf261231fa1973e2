// SPDX-License-Identifier: Apache-2.0

internal import RTP

/// The way in: sort, unprotect, hand on. Anything that isn't authentic is counted and forgotten (hardening S2, S3).
extension PeerTransport {
    func iceDidReceive(_ datagram: Span<UInt8>) {
        guard datagram.count <= TransportLimits.datagramBytes else { return drop(.tooLong) }
        switch DatagramKind(datagram) {
        case .rtp: receiveRTP(datagram)
        case .rtcp: receiveRTCP(datagram)
        case .dtls: receiveHandshake(datagram)
        // Real STUN ended in ICE.
        case .stun, .unknown: drop(.unknownKind)
        }
    }

    private func receiveRTP(_ datagram: Span<UInt8>) {
        guard let receiver, let room = unsafe plaintextRoom else { return drop(.notKeyed) }
        guard !passesUndecrypted(datagram) else { return handOn(datagram) }
        do throws(TransportDropReason) {
            let count = unsafe try receiver.unprotect(datagram, into: room)
            counters.rtpReceived &+= 1
            didReceive(bytes: datagram.count)
            let packet = unsafe UnsafeBufferPointer(start: UnsafePointer(room), count: count)
            unsafe delegate?.transport(self, didReceiveRTP: packet.span, now: loop.now)
        } catch {
            drop(error)
        }
    }

    /// Looks at the payload type, which stands in clear (RFC 3711 §3.1), like the rest of the header.
    private func passesUndecrypted(_ datagram: Span<UInt8>) -> Bool {
        guard undecryptedPayloadTypes != 0, datagram.count >= 12 else { return false }
        return undecryptedPayloadTypes >> UInt128(datagram[1] & 0x7F) & 1 != 0
    }

    /// A packet for a generator: header in clear, payload and tag as ciphertext.
    private func handOn(_ datagram: Span<UInt8>) {
        counters.rtpReceived &+= 1
        didReceive(bytes: datagram.count)
        delegate?.transport(self, didReceiveRTP: datagram, now: loop.now)
    }

    private func receiveRTCP(_ datagram: Span<UInt8>) {
        guard let receiver, let room = unsafe plaintextRoom else { return drop(.notKeyed) }
        do throws(TransportDropReason) {
            let count = unsafe try receiver.unprotectControl(datagram, into: room)
            counters.rtcpReceived &+= 1
            didReceive(bytes: datagram.count)
            let compound = unsafe UnsafeBufferPointer(start: UnsafePointer(room), count: count)
            unsafe delegate?.transport(self, didReceiveRTCP: compound.span, now: loop.now)
        } catch {
            drop(error)
        }
    }

    private func didReceive(bytes: Int) {
        counters.bytesReceived &+= UInt64(bytes)
        lastReceived = loop.now
    }

    /// The loop's scratch buffer. One datagram at a time is in it: receiving never nests.
    private var plaintextRoom: UnsafeMutablePointer<UInt8>? {
        unsafe loop.plaintext.assumingMemoryBound(to: UInt8.self).baseAddress
    }
}

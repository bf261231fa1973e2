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

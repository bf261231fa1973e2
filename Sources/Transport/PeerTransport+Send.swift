// SPDX-License-Identifier: Apache-2.0

public import RTP

/// The way out: protect into a send slot, which leaves at the end of the loop's wake-up.
extension PeerTransport {
    /// Sends one RTP packet: header and payload prefix from `head`, the rest from `payload`.
    ///
    /// Never waits and never fails: what can't leave is counted by ``TransportDropReason``. No allocation, no lock. A
    /// sequence number may be sent again only as `isRepeat`, which promises that all bytes are the same (RFC 7714 §8.1);
    /// else AES-GCM refuses it. A stream should start below 32,768, so that the peer can't miss its first roll-over.
    public func sendRTP(_ head: PacketHeadView, payload: Span<UInt8>, isRepeat: Bool = false) {
        guard let sender = unsafe sender.map({ unsafe Unmanaged.passUnretained($0) }) else {
            return drop(.notKeyed)
        }
        // SAFETY: nobody lets go of the sender or of the batch meanwhile. Counting references to them would cost more
        // than all the rest of this function.
        let batch = unsafe Unmanaged.passUnretained(loop.datagrams)
        let slot = unsafe batch._withUnsafeGuaranteedRef { unsafe $0.slot() }
        do throws(TransportDropReason) {
            let protected = unsafe sender._withUnsafeGuaranteedRef { sender in
                Result { () throws(TransportDropReason) in
                    unsafe try sender.protect(head, payload: payload, isRepeat: isRepeat, into: slot)
                }
            }
            let count = try protected.get()
            unsafe try transmit(slot, count)
            counters.rtpSent &+= 1
            counters.bytesSent &+= UInt64(count)
        } catch {
            drop(error)
        }
    }

    /// The same, for whoever has the head itself.
    public func sendRTP(_ head: borrowing PacketHead, payload: Span<UInt8>) {
        sendRTP(head.view, payload: payload)
    }

    /// Sends one compound RTCP packet, at most 1,470 bytes; dropped as RTP is.
    public func sendRTCP(_ compound: Span<UInt8>) {
        guard let sender else { return drop(.notKeyed) }
        let slot = unsafe loop.datagrams.slot()
        do throws(TransportDropReason) {
            let count = unsafe try sender.protectControl(compound, into: slot)
            unsafe try transmit(slot, count)
            counters.rtcpSent &+= 1
            counters.bytesSent &+= UInt64(count)
        } catch {
            drop(error)
        }
    }

    /// Forgets a stream that is over, of which at most ``TransportLimits/egressStreams`` are known. Its SSRC is never
    /// sent under again.
    public func forgetStream(_ ssrc: UInt32) {
        sender?.forget(ssrc)
    }

    @unsafe private func transmit(
        _ slot: UnsafeMutablePointer<UInt8>,
        _ count: Int
    ) throws(TransportDropReason) {
        if lane.descriptor != nil {
            // SAFETY: as above.
            let batch = unsafe Unmanaged.passUnretained(loop.datagrams)
            unsafe batch._withUnsafeGuaranteedRef { $0.commit(count, to: lane) }
        } else if isRelayed {
            // The endpoint wraps it for the TURN server; the slot isn't committed and is written again.
            let datagram = unsafe UnsafeBufferPointer(start: UnsafePointer(slot), count: count)
            guard unsafe sendThroughICE(datagram.span) else { throw .congested }
        } else {
            throw .noRoute
        }
    }

    func drop(_ reason: TransportDropReason) {
        counters.drops[reason] &+= 1
    }
}

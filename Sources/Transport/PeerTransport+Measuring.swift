// SPDX-License-Identifier: Apache-2.0

internal import Glibc
package import RTP

/// The way out without what leads to it: for `loadtest/HotPath`, which measures what a packet costs.
extension PeerTransport {
    /// Keys the way out and points it at a port of 127.0.0.1, without ICE and DTLS.
    ///
    /// - Parameters:
    ///   - keyingMaterial: an AES-128-GCM key of 16 bytes and its salt of 12, random.
    ///   - descriptor: the socket to send from; stays the caller's.
    ///   - loopbackPort: where the peer's socket is.
    /// - Throws: ``TransportError/crypto(_:call:)``.
    package func openForMeasuring(
        keyingMaterial: [UInt8],
        descriptor: Int32,
        loopbackPort: UInt16
    ) throws(TransportError) {
        let key = Array(keyingMaterial.prefix(SRTPProfile.keyBytes))
        let salt = Array(keyingMaterial.dropFirst(SRTPProfile.keyBytes))
        sender = try SRTPSender(SRTPMasterKey(profile: .aes128GCM, key: key, salt: salt))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = loopbackPort.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var storage = sockaddr_storage()
        // SAFETY: a socket address of any family fits the storage.
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            unsafe bytes.storeBytes(of: address, as: sockaddr_in.self)
        }
        lane.set(
            Route(
                descriptor: descriptor,
                address: storage,
                addressLength: UInt32(MemoryLayout<sockaddr_in>.size)
            )
        )
    }

    /// Protects a packet into the next send slot and leaves it there, to be written over.
    package func protectForMeasuring(_ head: PacketHeadView, payload: Span<UInt8>) {
        guard let sender = unsafe sender.map({ unsafe Unmanaged.passUnretained($0) }) else {
            return drop(.notKeyed)
        }
        // SAFETY: as in `sendRTP`.
        let batch = unsafe Unmanaged.passUnretained(loop.datagrams)
        let slot = unsafe batch._withUnsafeGuaranteedRef { unsafe $0.slot() }
        let protected = unsafe sender._withUnsafeGuaranteedRef { sender in
            Result { () throws(TransportDropReason) in
                unsafe try sender.protect(head, payload: payload, into: slot)
            }
        }
        if case .failure(let reason) = protected { drop(reason) }
    }
}

extension EventLoop {
    /// Hands to the kernel what the loop would at the end of its wake-up.
    package func endWakeUpForMeasuring() {
        datagrams.flush()
    }
}

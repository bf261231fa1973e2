// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// OpenSSL's way to the network, one call a datagram: its memory BIO would run datagrams together, and DTLS lives
/// by their bounds (RFC 6347 §4.1.1).
///
/// Holds nothing but the session's pointer; ``DTLSSession`` makes it and OpenSSL frees it with the session.
enum DatagramBIO {
    /// A BIO that reads from and writes to `session`, which must outlive it.
    static func make(for session: DTLSSession) throws(TransportError) -> OpaquePointer {
        guard let method = unsafe method, let bio = unsafe BIO_new(method) else {
            throw OpenSSLError.drain("BIO_new")
        }
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(session).toOpaque())
        unsafe BIO_set_init(bio, 1)
        return unsafe bio
    }

    /// Made once; lives as long as the process.
    nonisolated(unsafe) private static let method: OpaquePointer? = unsafe makeMethod()

    private static func makeMethod() -> OpaquePointer? {
        let type = BIO_get_new_index() | BIO_TYPE_SOURCE_SINK
        guard let method = unsafe BIO_meth_new(type, "longwave datagrams") else { return nil }
        _ = unsafe BIO_meth_set_write(method) { bio, bytes, count in
            guard let bio = unsafe bio, let bytes = unsafe bytes, count > 0 else { return -1 }
            unsafe COpenSSL_clearRetry(bio)
            let datagram = unsafe UnsafeRawBufferPointer(start: bytes, count: Int(count))
            unsafe DatagramBIO.session(of: bio)?.write(datagram)
            // What can't leave is lost, as datagrams are; the retransmission timer sees to it.
            return count
        }
        _ = unsafe BIO_meth_set_read(method) { bio, room, count in
            guard let bio = unsafe bio, let room = unsafe room, count > 0 else { return -1 }
            unsafe COpenSSL_clearRetry(bio)
            let buffer = unsafe UnsafeMutableRawBufferPointer(start: room, count: Int(count))
            if let taken = unsafe DatagramBIO.session(of: bio)?.read(into: buffer) { return Int32(taken) }
            unsafe COpenSSL_retryRead(bio)
            return -1
        }
        _ = unsafe BIO_meth_set_ctrl(method) { _, command, _, _ in
            switch command {
            case BIO_CTRL_FLUSH: 1
            case BIO_CTRL_DGRAM_QUERY_MTU, BIO_CTRL_DGRAM_GET_FALLBACK_MTU: TransportLimits.handshakeMTU
            // IPv6 and UDP headers.
            case BIO_CTRL_DGRAM_GET_MTU_OVERHEAD: 48
            default: 0
            }
        }
        return unsafe method
    }

    private static func session(of bio: OpaquePointer) -> DTLSSession? {
        guard let context = unsafe BIO_get_data(bio) else { return nil }
        // SAFETY: the session frees the BIO before itself.
        return unsafe Unmanaged<DTLSSession>.fromOpaque(context).takeUnretainedValue()
    }
}

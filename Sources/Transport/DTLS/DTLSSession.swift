// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// One DTLS 1.2 association (RFC 6347) whose only purpose is keys for SRTP (RFC 5764).
///
/// Owns its `SSL`. Takes whole datagrams, gives whole datagrams through `send`, keeps no timer of its own: whoever
/// owns it asks ``retryMilliseconds`` after each call. Loop's thread only.
@safe final class DTLSSession {
    /// How far it is after a call.
    enum Progress: Equatable {
        /// The handshake goes on.
        case handshaking
        /// The handshake is done.
        case established
        /// The peer said goodbye.
        case closed
        /// OpenSSL's words.
        case failed(String)
    }

    /// The keys that a handshake gave.
    struct Keys {
        /// For what we send.
        let local: SRTPMasterKey
        /// For what the peer sends.
        let remote: SRTPMasterKey
    }

    private let ssl: OpaquePointer
    private let isClient: Bool
    private let send: (Span<UInt8>) -> Void
    /// The datagram that OpenSSL may read, during `receive` only.
    private var inbound: UnsafeRawBufferPointer?
    private var bytesReceived = 0
    private var isEstablished = false

    /// - Parameters:
    ///   - identity: the certificate to show.
    ///   - isClient: whether we begin.
    ///   - send: takes one datagram, valid during the call.
    /// - Throws: ``TransportError/crypto(_:call:)``.
    init(
        identity: DTLSIdentity,
        isClient: Bool,
        send: @escaping (Span<UInt8>) -> Void
    ) throws(TransportError) {
        guard let ssl = unsafe SSL_new(identity.context) else { throw OpenSSLError.drain("SSL_new") }
        // SAFETY: freed in `deinit`.
        unsafe self.ssl = ssl
        self.isClient = isClient
        self.send = send
        let bio = try unsafe DatagramBIO.make(for: self)
        // SAFETY: the session owns the BIO from here, for both directions.
        unsafe SSL_set_bio(ssl, bio, bio)
        _ = unsafe COpenSSL_setMTU(ssl, TransportLimits.handshakeMTU)
        unsafe DTLS_set_timer_cb(ssl) { _, last in
            guard last > 0 else { return TransportLimits.handshakeRetryMicroseconds }
            return min(last &* 2, TransportLimits.handshakeLongestRetryMicroseconds)
        }
        if isClient {
            unsafe SSL_set_connect_state(ssl)
        } else {
            unsafe SSL_set_accept_state(ssl)
        }
    }

    deinit {
        unsafe SSL_free(ssl)
    }

    /// Sends the first flight if we are the client.
    func start() -> Progress {
        isClient ? advance() : .handshaking
    }

    /// Takes one datagram.
    func receive(_ datagram: Span<UInt8>) -> Progress {
        if !isEstablished {
            // An endless handshake is cut off by its bytes as well as by its deadline (hardening S7).
            bytesReceived &+= datagram.count
            guard bytesReceived <= TransportLimits.handshakeBytes else {
                return .failed("handshake too long")
            }
        }
        return unsafe datagram.withUnsafeBytes { bytes in
            // SAFETY: read during this call only, see `read`.
            unsafe inbound = bytes
            defer { unsafe inbound = nil }
            return advance()
        }
    }

    /// Milliseconds until ``retry()`` is due; nil if nothing waits for an answer.
    var retryMilliseconds: Int? {
        var left = timeval()
        guard unsafe COpenSSL_timeout(ssl, &left) == 1 else { return nil }
        return left.tv_sec * 1_000 + (Int(left.tv_usec) + 999) / 1_000
    }

    /// Sends the last flight again if it is time.
    func retry() -> Progress {
        guard unsafe COpenSSL_handleTimeout(ssl) >= 0 else {
            return .failed(OpenSSLError.drainText() ?? "no answer")
        }
        return isEstablished ? .established : .handshaking
    }

    /// Says goodbye to the peer: one close_notify, whether or not it arrives.
    func close() {
        guard isEstablished else { return }
        takeBuffers()
        _ = unsafe SSL_shutdown(ssl)
        OpenSSLError.drainText()
    }

    /// Whether the peer's certificate is one that its description promised.
    func peerMatches(_ fingerprints: [(algorithm: String, bytes: [UInt8])]) -> Bool {
        guard let certificate = unsafe SSL_get1_peer_certificate(ssl) else { return false }
        defer { unsafe X509_free(certificate) }
        return unsafe CertificateFingerprint.matches(certificate, promised: fingerprints)
    }

    /// The keys of both directions (RFC 5764 §4.2); nil if no profile was agreed on.
    func keys() throws(TransportError) -> Keys? {
        guard let selected = unsafe SSL_get_selected_srtp_profile(ssl) else { return nil }
        let number = unsafe UInt(selected.pointee.id)
        guard let profile = SRTPProfile.allCases.first(where: { $0.number == number }) else { return nil }
        var material = [UInt8](repeating: 0, count: SRTPMasterKey.exportedBytes(profile))
        let label = "EXTRACTOR-dtls_srtp"
        let status = unsafe SSL_export_keying_material(
            ssl, &material, material.count, label, label.utf8.count, nil, 0, 0
        )
        guard status == 1 else { throw OpenSSLError.drain("SSL_export_keying_material") }
        let (client, server) = SRTPMasterKey.split(material, profile: profile)
        return isClient ? Keys(local: client, remote: server) : Keys(local: server, remote: client)
    }

    // MARK: - The two directions

    /// What OpenSSL wants to send.
    func write(_ datagram: UnsafeRawBufferPointer) {
        // SAFETY: the bytes are OpenSSL's during the call.
        unsafe send(datagram.assumingMemoryBound(to: UInt8.self).span)
    }

    /// Gives OpenSSL the datagram, once; nil if there is none.
    func read(into room: UnsafeMutableRawBufferPointer) -> Int? {
        guard let datagram = unsafe inbound, datagram.count <= room.count else { return nil }
        unsafe inbound = nil
        unsafe room.copyMemory(from: datagram)
        return datagram.count
    }

    // MARK: - OpenSSL

    /// A session keeps two buffers of 17 KB, of no use between the handshake and the goodbye. OpenSSL's mode that
    /// releases them by itself does so for TLS only.
    private func takeBuffers() {
        let status = unsafe SSL_alloc_buffers(ssl)
        precondition(status == 1, "memory for two buffers")
    }

    private func releaseBuffers() {
        // Refused while something is in them, which the next call takes out.
        _ = unsafe SSL_free_buffers(ssl)
    }

    private func advance() -> Progress {
        if isEstablished {
            takeBuffers()
        } else {
            let status = unsafe SSL_do_handshake(ssl)
            guard status == 1 else { return progress(after: status, waiting: .handshaking) }
            isEstablished = true
        }
        let progress = drain()
        releaseBuffers()
        return progress
    }

    /// Reads what came after the handshake: alerts. Data has no business here and is dropped.
    private func drain() -> Progress {
        var scratch = [UInt8](repeating: 0, count: 256)
        while true {
            let status = unsafe SSL_read(ssl, &scratch, Int32(scratch.count))
            if status <= 0 { return progress(after: status, waiting: .established) }
        }
    }

    private func progress(after status: Int32, waiting: Progress) -> Progress {
        let code = unsafe SSL_get_error(ssl, status)
        let text = OpenSSLError.drainText()
        switch code {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return waiting
        case SSL_ERROR_ZERO_RETURN: return .closed
        default: return .failed(text ?? "error \(code)")
        }
    }
}

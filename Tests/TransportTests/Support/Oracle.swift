// SPDX-License-Identifier: Apache-2.0

import CSRTP

@testable import Transport

/// libsrtp2 as the judge of our transform. One direction, any SSRC.
@safe final class Oracle {
    private let session: OpaquePointer

    /// Returned where libsrtp2 refuses, with its code.
    struct Refusal: Error, Equatable {
        let code: UInt32
    }

    private static let initialized: Bool = srtp_init() == srtp_err_status_ok

    init(_ master: SRTPMasterKey, sends: Bool) throws {
        precondition(Self.initialized, "libsrtp2 starts")
        var policy = unsafe srtp_policy_t()
        switch master.profile {
        case .aes128GCM:
            unsafe srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp)
            unsafe srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp)
        case .aes128CMSHA1:
            unsafe srtp_crypto_policy_set_rtp_default(&policy.rtp)
            unsafe srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        }
        unsafe policy.ssrc.type = sends ? ssrc_any_outbound : ssrc_any_inbound
        unsafe policy.window_size = 1_024
        var key = master.key + master.salt
        var made: OpaquePointer?
        let status = unsafe key.withUnsafeMutableBufferPointer { key in
            unsafe policy.key = key.baseAddress
            return unsafe srtp_create(&made, &policy)
        }
        guard status == srtp_err_status_ok, let made = unsafe made
        else { throw Refusal(code: status.rawValue) }
        unsafe session = made
    }

    deinit {
        _ = unsafe srtp_dealloc(session)
    }

    func protect(_ packet: [UInt8]) throws -> [UInt8] {
        try unsafe run(packet) { bytes, count in unsafe srtp_protect(session, bytes, count) }
    }

    func unprotect(_ packet: [UInt8]) throws -> [UInt8] {
        try unsafe run(packet) { bytes, count in unsafe srtp_unprotect(session, bytes, count) }
    }

    func protectControl(_ packet: [UInt8]) throws -> [UInt8] {
        try unsafe run(packet) { bytes, count in unsafe srtp_protect_rtcp(session, bytes, count) }
    }

    func unprotectControl(_ packet: [UInt8]) throws -> [UInt8] {
        try unsafe run(packet) { bytes, count in unsafe srtp_unprotect_rtcp(session, bytes, count) }
    }

    private func run(
        _ packet: [UInt8],
        _ body: (UnsafeMutableRawPointer, UnsafeMutablePointer<Int32>) -> srtp_err_status_t
    ) throws -> [UInt8] {
        // libsrtp2 works in place and wants words.
        let room = UnsafeMutableRawPointer.allocate(byteCount: packet.count + 256, alignment: 8)
        defer { unsafe room.deallocate() }
        unsafe room.copyMemory(from: packet, byteCount: packet.count)
        var count = Int32(packet.count)
        let status = unsafe body(room, &count)
        guard status == srtp_err_status_ok else { throw Refusal(code: status.rawValue) }
        return unsafe Array(UnsafeRawBufferPointer(start: room, count: Int(count)))
    }
}

// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport

@testable import Transport

// Our transforms as functions over arrays.

extension SRTPSender {
    func protect(_ head: PacketHead, _ payload: [UInt8], isRepeat: Bool = false) throws -> [UInt8] {
        try unsafe Self.written { output in
            try unsafe protect(head.view, payload: payload.span, isRepeat: isRepeat, into: output)
        }
    }

    func protectControl(_ compound: [UInt8]) throws -> [UInt8] {
        try unsafe Self.written { output in try unsafe protectControl(compound.span, into: output) }
    }

    fileprivate static func written(
        _ body: (UnsafeMutablePointer<UInt8>) throws -> Int
    ) rethrows -> [UInt8] {
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: TransportLimits.slotBytes)
        defer { unsafe room.deallocate() }
        let count = try unsafe body(room)
        return unsafe Array(UnsafeBufferPointer(start: room, count: count))
    }
}

extension SRTPReceiver {
    func unprotect(_ packet: [UInt8]) throws -> [UInt8] {
        try unsafe SRTPSender.written { output in try unsafe unprotect(packet.span, into: output) }
    }

    func unprotectControl(_ packet: [UInt8]) throws -> [UInt8] {
        try unsafe SRTPSender.written { output in try unsafe unprotectControl(packet.span, into: output) }
    }
}

extension SRTPMasterKey {
    /// A key of random bytes.
    static func random(_ profile: SRTPProfile, _ random: inout SeededRandom) -> SRTPMasterKey {
        SRTPMasterKey(
            profile: profile,
            key: random.bytes(SRTPProfile.keyBytes),
            salt: random.bytes(profile.saltBytes)
        )
    }
}

extension DTLSSession {
    /// Takes one datagram.
    func receive(_ datagram: [UInt8]) -> Progress {
        receive(datagram.span)
    }
}

// Messages of arrays.

extension STUNMessage {
    init(_ datagram: [UInt8]) throws(STUNError) {
        try self.init(datagram.span)
    }

    func isAuthentic(in datagram: [UInt8], _ key: STUNKey) -> Bool {
        isAuthentic(in: datagram.span, key)
    }
}

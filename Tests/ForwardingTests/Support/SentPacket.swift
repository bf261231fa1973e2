// SPDX-License-Identifier: Apache-2.0

import RTP

/// One packet as a subscriber got it.
struct SentPacket: Equatable {
    var header: RTPHeader
    var bytes: [UInt8]
    var headerCount: Int

    /// The packet without its RTP header: what would be encrypted.
    var payload: [UInt8] { Array(bytes[header.payloadRange]) }

    /// The data of an extension; nil if the packet lacks it.
    func data(of kind: HeaderExtensionKind, _ map: HeaderExtensionMap) -> [UInt8]? {
        HeaderExtensions(bytes.span, header: header, map: map)[kind].map { Array(bytes[$0]) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import RTP

/// What a packet says of its source besides the SSRC: read only while an SSRC is unknown.
struct SourceNames {
    /// Its m-line (RFC 8843 §15).
    let mid: [UInt8]?
    /// Its simulcast encoding (RFC 8852 §3.1).
    let rid: [UInt8]?
    /// The simulcast encoding that it repairs (RFC 8852 §3.2).
    let repairedRid: [UInt8]?

    init(_ packet: Span<UInt8>, header: RTPHeader, map: HeaderExtensionMap) {
        let extensions = HeaderExtensions(packet, header: header, map: map)
        func name(_ kind: HeaderExtensionKind) -> [UInt8]? {
            extensions[kind].map { range in range.map { packet[$0] } }
        }
        mid = name(.mid)
        rid = name(.rid)
        repairedRid = name(.repairedRid)
    }
}

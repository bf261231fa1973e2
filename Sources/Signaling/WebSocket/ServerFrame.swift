// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOWebSocket

/// Writes frames as a server does: whole and without a mask (RFC 6455 §5.1), so that the same bytes serve any
/// number of clients.
///
/// ```
///  0 1 2 3 4 5 6 7 8 …
/// |1|0 0 0| opcode|0| length   | 16 or 64 bits of length, from 126 | payload …
/// ```
enum ServerFrame {
    private static let final: UInt8 = 0x80

    /// A whole message in one frame (RFC 6455 §5.2).
    static func encode(
        _ opcode: WebSocketOpcode, _ payload: [UInt8], _ rest: ArraySlice<UInt8> = []
    ) -> ByteBuffer {
        let count = payload.count + rest.count
        var frame = ByteBuffer()
        frame.reserveCapacity(count + 10)
        frame.writeInteger(final | UInt8(webSocketOpcode: opcode))
        switch count {
        case ...125:
            frame.writeInteger(UInt8(count))
        case ...Int(UInt16.max):
            frame.writeInteger(126 as UInt8)
            frame.writeInteger(UInt16(count))
        default:
            frame.writeInteger(127 as UInt8)
            frame.writeInteger(UInt64(count))
        }
        frame.writeBytes(payload)
        frame.writeBytes(rest)
        return frame
    }
}

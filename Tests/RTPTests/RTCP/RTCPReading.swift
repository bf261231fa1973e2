// SPDX-License-Identifier: Apache-2.0

import RTP

/// All packets of a compound, and what ended the walk.
func read(_ compound: [UInt8]) -> (packets: [RTCPPacket], error: RTCPError?) {
    var reader = RTCPReader(compound.span)
    var packets: [RTCPPacket] = []
    while let packet = reader.next() { packets.append(packet) }
    return (packets, reader.error)
}

/// What `write` appends.
func written(_ write: (inout [UInt8]) -> Void) -> [UInt8] {
    var bytes: [UInt8] = []
    write(&bytes)
    return bytes
}

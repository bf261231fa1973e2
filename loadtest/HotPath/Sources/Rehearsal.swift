// SPDX-License-Identifier: Apache-2.0

import CHotPath
import RTP
import Transport

/// The same packets protected by each viewer's SRTP, or by nothing but OpenSSL: for the ratio of the two.
struct Rehearsal {
    /// Packets that one call makes.
    let packets: Int

    private let viewers: [Viewer]
    private let bursts: Int
    private let bytes: Int
    private let payload: [UInt8]
    private var sequenceNumber: UInt16 = 0

    init(_ viewers: [Viewer], _ options: Options) {
        self.viewers = viewers
        bytes = options.bytes
        bursts = max(1, options.packets / options.viewers)
        packets = bursts * viewers.count
        payload = [UInt8](repeating: 0xA5, count: bytes - Stage.headerBytes)
        CHotPath_makeCiphers(UInt32(viewers.count))
    }

    /// By the product, each viewer under its own key.
    mutating func protect() {
        var head = PacketHead()
        for _ in 0..<bursts {
            write(&head)
            for viewer in viewers { viewer.transport.protectForMeasuring(head.view, payload: payload.span) }
        }
    }

    /// By the cipher alone.
    func sealBare() {
        CHotPath_sealRepeatedly(
            UInt32(viewers.count), UInt32(bursts), UInt32(bytes), UInt32(Stage.headerBytes))
    }

    private mutating func write(_ head: inout PacketHead) {
        head.begin(
            marker: false, payloadType: 96, sequenceNumber: sequenceNumber, timestamp: 0, ssrc: 0xB1)
        head.appendExtension(id: 1, payload.span.extracting(0..<1))
        head.appendExtension(id: 2, uint24: 0x123456)
        head.appendExtension(id: 3, sequenceNumber)
        head.endHeader()
        sequenceNumber &+= 1
    }
}

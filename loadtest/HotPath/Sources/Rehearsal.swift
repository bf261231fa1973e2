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
    private let burst: Int
    private let bytes: Int
    private let payload: [UInt8]
    private var heads: [PacketHead]
    private var sequenceNumber: UInt16 = 0

    init(_ viewers: [Viewer], _ options: Options) {
        self.viewers = viewers
        bytes = options.bytes
        burst = options.burst
        bursts = max(1, options.packets / (options.viewers * options.burst))
        packets = bursts * burst * viewers.count
        heads = (0..<burst).map { _ in PacketHead() }
        payload = [UInt8](repeating: 0xA5, count: bytes - Stage.headerBytes)
        CHotPath_makeCiphers(UInt32(viewers.count))
    }

    /// By the product, each viewer under its own key.
    mutating func protect() {
        for _ in 0..<bursts {
            for index in heads.indices {
                Self.write(&heads[index], sequenceNumber, payload)
                sequenceNumber &+= 1
            }
            let heads = heads.span
            for viewer in viewers {
                for index in heads.indices {
                    viewer.transport.protectForMeasuring(heads[index].view, payload: payload.span)
                }
            }
        }
    }

    /// By the cipher alone.
    func sealBare() {
        CHotPath_sealBursts(
            UInt32(viewers.count), UInt32(bursts), UInt32(burst), UInt32(bytes), UInt32(Stage.headerBytes)
        )
    }

    private static func write(_ head: inout PacketHead, _ sequenceNumber: UInt16, _ payload: [UInt8]) {
        head.begin(
            marker: false, payloadType: 96, sequenceNumber: sequenceNumber, timestamp: 0, ssrc: 0xB1)
        head.appendExtension(id: 1, payload.span.extracting(0..<1))
        head.appendExtension(id: 2, uint24: 0x123456)
        head.appendExtension(id: 3, sequenceNumber)
        head.endHeader()
    }
}

// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP

/// A viewer that only counts, so that nothing but forwarding is measured.
final class CountingSink: PacketSink {
    private(set) var packets: UInt64 = 0
    private(set) var bytes: UInt64 = 0

    init() {
        super.init(extensions: Stage.extensions, twoByteExtensions: false)
    }

    override func send(_ head: PacketHeadView, payload: Span<UInt8>) {
        packets &+= 1
        bytes &+= UInt64(truncatingIfNeeded: head.headerCount + head.prefixCount + payload.count)
    }
}

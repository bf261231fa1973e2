// SPDX-License-Identifier: Apache-2.0

internal import CShims
public import RTP

extension Footprint {
    /// Has the processor fetch it, without waiting.
    public func prefetch() {
        unsafe runs.span.withUnsafeBufferPointer { runs in
            unsafe CShims_prefetch(runs.baseAddress, UInt32(runs.count))
        }
    }

    /// Adds an object's own memory, not what it refers to.
    mutating func add(_ object: AnyObject) {
        // SAFETY: an object's address is that of its allocation, and only a number from here on.
        let address = unsafe UnsafeRawPointer(Unmanaged.passUnretained(object).toOpaque())
        unsafe add(UInt64(UInt(bitPattern: address)), bytes: CShims_allocationBytes(address))
    }
}

extension PeerTransport {
    /// What a packet to this peer touches on its way out, beside `objects`, which touch it before.
    public func footprint(with objects: [AnyObject]) -> Footprint {
        var footprint = Footprint()
        for object in objects { footprint.add(object) }
        footprint.add(self)
        footprint.add(lane)
        sender?.addFootprint(to: &footprint)
        return footprint
    }
}

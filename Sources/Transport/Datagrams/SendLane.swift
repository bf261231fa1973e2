// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// One peer's place in a loop's ``SendBatch``: where its datagrams go, and those that wait. Loop's thread only.
@safe final class SendLane {
    /// `nil` while nothing can leave.
    private(set) var descriptor: Int32?
    /// Read by the kernel during a send.
    let address: UnsafeMutablePointer<sockaddr_storage>
    private(set) var addressLength: UInt32 = 0

    /// First and last waiting slot; -1 if none.
    var first: Int32 = -1
    var last: Int32 = -1
    /// Whether the batch will visit this lane.
    var isListed = false
    /// Whether runs leave as one message. Cleared when the path turns out not to take those: an MTU smaller than the
    /// packets, or IPsec.
    var segments: Bool
    private let hasOffload: Bool

    /// Told once a flush when datagrams were dropped because a buffer was full.
    var didCongest: (() -> Void)?
    /// Whether it is about to be told.
    var isReported = false

    /// Datagrams dropped because a buffer or queue was full.
    var congested: UInt64 = 0
    /// Datagrams that the kernel refused.
    var failed: UInt64 = 0
    /// Datagrams that waited when the route went.
    var unrouted: UInt64 = 0

    /// - Parameter hasOffload: whether the kernel cuts messages apart.
    init(hasOffload: Bool = SegmentationOffload.isAvailable) {
        self.hasOffload = hasOffload
        segments = hasOffload
        // SAFETY: freed in `deinit`; a batch keeps the lane while it points at the address.
        unsafe address = .allocate(capacity: 1)
        unsafe address.initialize(to: sockaddr_storage())
    }

    deinit {
        unsafe address.deallocate()
    }

    /// Sends this way from now on, waiting datagrams too. It may take segments if the one before did not.
    func set(_ route: Route) {
        segments = hasOffload
        descriptor = route.descriptor
        unsafe address.pointee = route.address
        addressLength = route.addressLength
    }

    /// Sends nothing from now on; what waits is dropped.
    func clear() {
        descriptor = nil
    }

    /// Sends nothing and tells nobody any more: its owner goes.
    func close() {
        clear()
        didCongest = nil
    }
}

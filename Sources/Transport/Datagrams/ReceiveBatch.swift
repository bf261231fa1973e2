// SPDX-License-Identifier: Apache-2.0

internal import CShims
internal import Glibc
internal import RTP

/// Room for the datagrams that one call reads from a socket of ours. One for all sockets of a loop.
///
/// Nothing is allocated per datagram, and of the room only what is written takes memory. Loop's thread only.
@safe final class ReceiveBatch {
    private static let capacity = Int(CShims_arrivalsPerCall)
    private static let bytesEach = Int(CShims_arrivalBytes)

    private let room: UnsafeMutableRawPointer
    private let addresses: UnsafeMutablePointer<sockaddr_storage>
    private let arrivals: UnsafeMutablePointer<CShims_Arrival>

    /// When the datagram that is being handed out reached this machine; nil if its socket doesn't stamp arrivals.
    private(set) var arrivalTime: MonotonicTime?

    init() {
        // SAFETY: all freed in `deinit`.
        unsafe room = .allocate(byteCount: Self.capacity * Self.bytesEach, alignment: 64)
        unsafe addresses = .allocate(capacity: Self.capacity)
        unsafe addresses.initialize(repeating: sockaddr_storage(), count: Self.capacity)
        unsafe arrivals = .allocate(capacity: Self.capacity)
        for place in 0..<Self.capacity {
            unsafe (arrivals + place).initialize(
                to: CShims_Arrival(
                    address: addresses + place,
                    bytes: room + place * Self.bytesEach,
                    addressLength: 0,
                    count: 0,
                    segmentSize: 0,
                    stamp: 0
                )
            )
        }
    }

    deinit {
        unsafe room.deallocate()
        unsafe addresses.deallocate()
        unsafe arrivals.deallocate()
    }

    /// Reads what waits at a socket, one batch at most, so that the rest of the loop has its turn.
    ///
    /// - Parameters:
    ///   - descriptor: of a UDP socket.
    ///   - body: called with each datagram, which is valid during the call, and where it came from.
    func receive(from descriptor: Int32, _ body: (Span<UInt8>, SocketAddress) -> Void) {
        // An error of the socket is the network's word about something sent before: nothing to do about it here.
        let count = unsafe Int(CShims_receiveMessages(descriptor, arrivals))
        defer { arrivalTime = nil }
        var clock = StampClock()
        for place in 0..<max(0, count) {
            arrivalTime = unsafe clock.time(of: arrivals[place].stamp)
            guard let source = SocketAddress(unsafe addresses[place]) else { continue }
            // SAFETY: the kernel wrote so many bytes, and never more than there is room for.
            let bytes = unsafe UnsafeRawBufferPointer(
                start: arrivals[place].bytes, count: Int(arrivals[place].count)
            )
            let datagrams = unsafe bytes.assumingMemoryBound(to: UInt8.self).span
            let size = unsafe Int(arrivals[place].segmentSize)
            guard size > 0, size < datagrams.count else {
                body(datagrams, source)
                continue
            }
            for start in stride(from: 0, to: datagrams.count, by: size) {
                body(datagrams.extracting(start..<min(start + size, datagrams.count)), source)
            }
        }
    }
}

/// Turns the kernel's stamps into times of the monotonic clock. One for each batch: the clocks' distance is measured at
/// the first stamp, and the system may move the wall clock any time.
private struct StampClock {
    private var lead: Int64?

    mutating func time(of stamp: Int64) -> MonotonicTime? {
        guard stamp != 0 else { return nil }
        let lead = self.lead ?? CShims_realtimeLead()
        self.lead = lead
        return MonotonicTime(nanoseconds: stamp - lead)
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import CShims
internal import Glibc

/// A bound UDP socket. Owns its descriptor; ``close()`` gives it back. Loop's thread only, or before the loop starts.
@safe final class UDPSocket {
    let descriptor: Int32
    /// Where it was bound.
    let local: SocketAddress
    private var poll: LoopPoll?
    private var isOpen = true

    /// Binds a socket.
    ///
    /// - Parameters:
    ///   - local: port 0 lets the system choose one.
    ///   - sharesPort: whether others of this process may be bound to the same (`SO_REUSEPORT`).
    ///   - receive: bytes that may wait to be read; 0 leaves the system's.
    ///   - send: bytes that may wait for the network.
    /// - Throws: ``TransportError/noDescriptors(errno:)``, ``TransportError/portRefused(address:port:errno:)``.
    init(
        _ local: SocketAddress,
        sharesPort: Bool = false,
        receive: Int32 = TransportLimits.receiveBufferBytes,
        send: Int32 = TransportLimits.sendBufferBytes
    ) throws(TransportError) {
        let type = SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        descriptor = socket(local.isIPv6 ? AF_INET6 : AF_INET, Int32(type), 0)
        guard descriptor >= 0 else { throw .noDescriptors(errno: errno) }
        do throws(TransportError) {
            self.local = try Self.bind(descriptor, local, sharesPort: sharesPort)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        SocketBuffers.enlarge(descriptor, receive: receive, send: send)
    }

    deinit {
        close()
    }

    /// Calls `body` with the descriptor whenever something waits to be read.
    func watch(on loop: EventLoop, _ body: @escaping (Int32) -> Void) throws(TransportError) {
        poll = try LoopPoll(loop: loop, descriptor: descriptor, body)
    }

    /// Lets sockets that say the same be bound to this one's port, from now on; false if the system doesn't.
    func sharePort() -> Bool {
        Self.set(descriptor, SOL_SOCKET, SO_REUSEPORT)
    }

    /// Has the kernel say when each datagram came, for ``ReceiveBatch/arrivalTime``; false if it doesn't.
    func stampArrivals() -> Bool {
        CShims_stampArrivals(descriptor) == 0
    }

    /// Ends the watch, then closes the socket; again does nothing.
    func close() {
        guard isOpen else { return }
        isOpen = false
        poll?.close()
        poll = nil
        Glibc.close(descriptor)
    }

    private static func bind(
        _ descriptor: Int32, _ local: SocketAddress, sharesPort: Bool
    ) throws(TransportError) -> SocketAddress {
        if local.isIPv6 { _ = set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY) }
        if sharesPort { _ = set(descriptor, SOL_SOCKET, SO_REUSEPORT) }
        var (storage, length) = local.native
        let status: Int32 = unsafe withUnsafeMutablePointer(to: &storage) { storage in
            // SAFETY: both calls stay within the storage, whose length they are told.
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe Glibc.bind(descriptor, generic, length) == 0 else { return errno }
                return unsafe getsockname(descriptor, generic, &length) == 0 ? 0 : errno
            }
        }
        guard status == 0, let bound = SocketAddress(storage) else {
            throw .portRefused(address: local.addressText, port: local.port, errno: status)
        }
        return bound
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32) -> Bool {
        var isOn: Int32 = 1
        // SAFETY: the kernel reads a local value of that length during the call.
        return unsafe setsockopt(descriptor, level, option, &isOn, socklen_t(MemoryLayout<Int32>.size)) == 0
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import CShims
internal import Glibc

/// One UDP socket of a ``MediaPort``: one local address. Owns its descriptor; ``close()`` gives it back. Loop's thread
/// only, or before the loop starts.
@safe final class PortSocket {
    /// The literal as it was configured.
    let address: String
    let port: UInt16
    let descriptor: Int32
    private var poll: LoopPoll?
    private var isOpen = true

    /// Binds a socket.
    ///
    /// - Parameters:
    ///   - address: an IP literal.
    ///   - port: 0 for any.
    /// - Throws: ``TransportError/invalidAddress(_:)``, ``TransportError/noDescriptors(errno:)``,
    ///   ``TransportError/portRefused(address:port:errno:)``.
    init(address: String, port: UInt16) throws(TransportError) {
        guard let ip = IPAddress(address) else { throw .invalidAddress(address) }
        let family = ip.isIPv6 ? AF_INET6 : AF_INET
        let type = SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        let descriptor = socket(family, Int32(type), 0)
        guard descriptor >= 0 else { throw .noDescriptors(errno: errno) }
        do throws(TransportError) {
            self.port = try Self.bind(descriptor, address, SocketAddress(ip, port: port))
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        self.address = address
        self.descriptor = descriptor
        SocketBuffers.enlarge(
            descriptor,
            receive: TransportLimits.portReceiveBufferBytes,
            send: TransportLimits.portSendBufferBytes
        )
        // Without it, on an old kernel, each datagram costs a copy of its own.
        _ = CShims_joinDatagrams(descriptor)
    }

    deinit {
        close()
    }

    /// Calls `body` with the descriptor whenever something waits to be read.
    func watch(on loop: EventLoop, _ body: @escaping (Int32) -> Void) throws(TransportError) {
        poll = try LoopPoll(loop: loop, descriptor: descriptor, body)
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
        _ descriptor: Int32, _ text: String, _ address: SocketAddress
    ) throws(TransportError) -> UInt16 {
        var isOn: Int32 = 1
        if address.isIPv6 {
            // SAFETY: the kernel reads a local value of that length during the call.
            _ = unsafe setsockopt(
                descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &isOn, socklen_t(MemoryLayout<Int32>.size)
            )
        }
        var (storage, length) = address.native
        let status: Int32 = unsafe withUnsafeMutablePointer(to: &storage) { storage in
            // SAFETY: both calls stay within the storage, whose length they are told.
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe Glibc.bind(descriptor, generic, length) == 0 else { return errno }
                return unsafe getsockname(descriptor, generic, &length) == 0 ? 0 : errno
            }
        }
        guard status == 0, let bound = SocketAddress(storage) else {
            throw .portRefused(address: text, port: address.port, errno: status)
        }
        return bound.port
    }
}

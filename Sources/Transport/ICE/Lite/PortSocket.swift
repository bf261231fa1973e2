// SPDX-License-Identifier: Apache-2.0

internal import CShims
internal import Glibc

/// One local address of a ``MediaPort``: a UDP socket that receives, and others on the same port that help it to send.
///
/// A socket's send buffer fills while the network card works, and what finds it full is lost. Where nobody raised
/// `net.core.wmem_max`, one socket holds a frame for thirty viewers; so viewers are spread over several sockets, a
/// group of `SO_REUSEPORT` in which all that arrives goes to the first.
///
/// Owns its descriptors; ``close()`` gives them back. Loop's thread only, or before the loop starts.
@safe final class PortSocket {
    /// The literal as it was configured.
    let address: String
    let port: UInt16
    /// The receiving one first. What viewers in a row send by stands together, so that they share system calls.
    private(set) var descriptors: [Int32]
    private var poll: LoopPoll?
    private var isOpen = true

    /// Binds the sockets.
    ///
    /// - Parameters:
    ///   - address: an IP literal.
    ///   - port: 0 for any.
    /// - Throws: ``TransportError/invalidAddress(_:)``, ``TransportError/noDescriptors(errno:)``,
    ///   ``TransportError/portRefused(address:port:errno:)``.
    init(address: String, port: UInt16) throws(TransportError) {
        guard let ip = IPAddress(address) else { throw .invalidAddress(address) }
        self.address = address
        // Alone at first: a group would take in another program of the same user, where this finds the port busy.
        let receiver = try Self.open(SocketAddress(ip, port: port), address, inGroup: false)
        self.port = receiver.port
        descriptors = [receiver.descriptor]
        // Without it, on an old kernel, each datagram costs a copy of its own.
        _ = CShims_joinDatagrams(receiver.descriptor)
        addSenders(SocketAddress(ip, port: receiver.port))
    }

    deinit {
        close()
    }

    /// The socket that the peer of this number sends by.
    func descriptor(of peer: Int) -> Int32 {
        descriptors[peer / TransportLimits.peersPerSender % descriptors.count]
    }

    /// Calls `body` with the descriptor whenever something waits to be read.
    func watch(on loop: EventLoop, _ body: @escaping (Int32) -> Void) throws(TransportError) {
        poll = try LoopPoll(loop: loop, descriptor: descriptors[0], body)
    }

    /// Ends the watch, then closes the sockets; again does nothing.
    func close() {
        guard isOpen else { return }
        isOpen = false
        poll?.close()
        poll = nil
        for descriptor in descriptors { Glibc.close(descriptor) }
    }

    /// Binds the sockets that only send, as far as the system lets us: one is enough to work.
    private func addSenders(_ bound: SocketAddress) {
        guard Self.set(descriptors[0], SOL_SOCKET, SO_REUSEPORT),
            let first = try? Self.open(bound, address, inGroup: true)
        else { return }
        guard CShims_receiveAtFirst(descriptors[0]) == 0 else {
            // It would receive a share that nobody reads.
            Glibc.close(first.descriptor)
            return
        }
        descriptors.append(first.descriptor)
        while descriptors.count < TransportLimits.sendersPerAddress,
            let next = try? Self.open(bound, address, inGroup: true)
        {
            descriptors.append(next.descriptor)
        }
    }

    /// Makes and binds one socket; says which port it got.
    private static func open(
        _ local: SocketAddress, _ text: String, inGroup: Bool
    ) throws(TransportError) -> (descriptor: Int32, port: UInt16) {
        let type = SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        let descriptor = socket(local.isIPv6 ? AF_INET6 : AF_INET, Int32(type), 0)
        guard descriptor >= 0 else { throw .noDescriptors(errno: errno) }
        if local.isIPv6 { _ = set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY) }
        if inGroup { _ = set(descriptor, SOL_SOCKET, SO_REUSEPORT) }
        var (storage, length) = local.native
        let status: Int32 = unsafe withUnsafeMutablePointer(to: &storage) { storage in
            // SAFETY: both calls stay within the storage, whose length they are told.
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe bind(descriptor, generic, length) == 0 else { return errno }
                return unsafe getsockname(descriptor, generic, &length) == 0 ? 0 : errno
            }
        }
        guard status == 0, let bound = SocketAddress(storage) else {
            Glibc.close(descriptor)
            throw .portRefused(address: text, port: local.port, errno: status)
        }
        SocketBuffers.enlarge(
            descriptor,
            receive: inGroup ? 0 : TransportLimits.portReceiveBufferBytes,
            send: TransportLimits.portSendBufferBytes
        )
        return (descriptor, bound.port)
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32) -> Bool {
        var isOn: Int32 = 1
        // SAFETY: the kernel reads a local value of that length during the call.
        return unsafe setsockopt(descriptor, level, option, &isOn, socklen_t(MemoryLayout<Int32>.size)) == 0
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import CShims

/// One local address of a ``MediaPort``: a UDP socket that receives, and others on the same port that help it to send.
///
/// A socket's send buffer fills while the network card works, and what finds it full is lost. Where nobody raised
/// `net.core.wmem_max`, one socket holds a frame for thirty viewers; so viewers are spread over several sockets, a
/// group of `SO_REUSEPORT` in which all that arrives goes to the first.
final class PortSocket {
    /// The literal as it was configured.
    let address: String
    private let receiver: UDPSocket
    private var senders: [UDPSocket] = []

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
        receiver = try UDPSocket(
            SocketAddress(ip, port: port),
            receive: TransportLimits.portReceiveBufferBytes,
            send: TransportLimits.portSendBufferBytes
        )
        // Without it, on an old kernel, each datagram costs a copy of its own.
        _ = CShims_joinDatagrams(receiver.descriptor)
        addSenders()
    }

    /// The port that was bound.
    var port: UInt16 { receiver.local.port }

    /// The socket that the peer of this number sends by: peers in a row have the same, so that they share system calls.
    func descriptor(of peer: Int) -> Int32 {
        let place = peer / TransportLimits.peersPerSender % (senders.count + 1)
        return place == 0 ? receiver.descriptor : senders[place - 1].descriptor
    }

    /// Calls `body` with the descriptor whenever something waits to be read.
    func watch(on loop: EventLoop, _ body: @escaping (Int32) -> Void) throws(TransportError) {
        try receiver.watch(on: loop, body)
    }

    /// Closes the sockets; again does nothing.
    func close() {
        for sender in senders { sender.close() }
        receiver.close()
    }

    /// Binds the sockets that only send, as far as the system lets us: one is enough to work.
    private func addSenders() {
        // What all else of the process needs comes first.
        let needed = TransportLimits.sendersPerAddress + OpenFileLimit.reserved
        guard (try? DescriptorReserve.check(needed)) != nil else { return }
        guard receiver.sharePort(), let first = makeSender() else { return }
        // Else it would receive a share that nobody reads; it is closed when nobody holds it.
        guard CShims_receiveAtFirst(receiver.descriptor) == 0 else { return }
        senders.append(first)
        while senders.count + 1 < TransportLimits.sendersPerAddress, let next = makeSender() {
            senders.append(next)
        }
    }

    private func makeSender() -> UDPSocket? {
        try? UDPSocket(
            receiver.local, sharesPort: true, receive: 0, send: TransportLimits.portSendBufferBytes
        )
    }
}

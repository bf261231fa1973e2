// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A UDP socket on IPv4 loopback, for what no transport would send.
final class RawSocket {
    private let descriptor: Int32
    let port: UInt16

    /// - Parameter port: 0 for any.
    init?(port: UInt16 = 0) {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = Self.loopback(port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = descriptor
        let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(socket, generic, length) == 0 && getsockname(socket, generic, &length) == 0
            }
        }
        self.port = UInt16(bigEndian: address.sin_port)
        if !bound { return nil }
    }

    deinit {
        Glibc.close(descriptor)
    }

    func send(_ bytes: [UInt8], to port: UInt16) {
        var address = Self.loopback(port)
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe sendto(
                    descriptor, bytes, bytes.count, 0, generic, socklen_t(MemoryLayout<sockaddr_in>.size)
                )
            }
        }
    }

    /// The next datagram, if one waits.
    func receive() -> [UInt8]? {
        var room = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &room, room.count, 0)
        return count >= 0 ? Array(room.prefix(count)) : nil
    }

    /// The next datagrams, waited for up to 10 s each; fewer if they don't come.
    func receive(_ count: Int) -> [[UInt8]] {
        var datagrams: [[UInt8]] = []
        while datagrams.count < count {
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&wait, 1, 10_000) == 1, let datagram = receive() else { break }
            datagrams.append(datagram)
        }
        return datagrams
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}

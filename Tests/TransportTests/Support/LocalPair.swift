// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Transport

/// A local datagram socket and one that it sends to. They stand in for UDP's, which on loopback are never full.
final class LocalPair {
    private let sender: Int32
    private let receiver: Int32
    private let name: sockaddr_storage
    private let length: UInt32

    init() throws {
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue)
        let (sender, receiver) = (socket(AF_UNIX, kind, 0), socket(AF_UNIX, kind, 0))
        (self.sender, self.receiver) = (sender, receiver)
        try #require(sender >= 0 && receiver >= 0)
        var address = sockaddr_storage()
        address.ss_family = sa_family_t(AF_UNIX)
        // Bound to the family alone, a socket gets a name of its own (unix(7), "autobind").
        let bound = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(receiver, $0, 2) }
        }
        try #require(bound == 0)
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let named = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(receiver, $0, &length)
            }
        }
        try #require(named == 0)
        self.length = length
        name = address
    }

    deinit {
        close(sender)
        close(receiver)
    }

    var route: Route { Route(descriptor: sender, address: name, addressLength: length) }

    /// The next message that arrived, if one did; a run is one message here.
    func receive() -> [UInt8]? {
        var room = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(receiver, &room, room.count, 0)
        return count >= 0 ? Array(room.prefix(count)) : nil
    }

    /// All that arrived.
    func receiveAll() -> [[UInt8]] {
        var messages: [[UInt8]] = []
        while let message = receive() { messages.append(message) }
        return messages
    }

    /// Leaves as little room on the way as the system allows, some 4,600 bytes: a longer message is refused
    /// (EMSGSIZE), and so is what comes when that much waits for the reader (EAGAIN).
    func shrink() {
        var bytes: Int32 = 1
        _ = unsafe setsockopt(sender, SOL_SOCKET, SO_SNDBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
    }
}

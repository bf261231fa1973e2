// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// An IP address with a UDP port, small enough to be a key: nothing of it is allocated.
struct SocketAddress: Hashable, Sendable {
    /// The first eight bytes of an IPv6 address; 0 for IPv4.
    let high: UInt64
    /// The last eight bytes of an IPv6 address, or an IPv4 address.
    let low: UInt64
    let port: UInt16
    let isIPv6: Bool

    init(ipv4 address: UInt32, port: UInt16) {
        (high, low, self.port, isIPv6) = (0, UInt64(address), port, false)
    }

    init(ipv6 address: (high: UInt64, low: UInt64), port: UInt16) {
        (high, low, self.port, isIPv6) = (address.high, address.low, port, true)
    }

    init(_ address: IPAddress, port: UInt16) {
        func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        if address.isIPv6 {
            self.init(ipv6: (number(address.bytes[..<8]), number(address.bytes[8...])), port: port)
        } else {
            self.init(ipv4: UInt32(truncatingIfNeeded: number(address.bytes[...])), port: port)
        }
    }

    /// The address alone, as a literal.
    var addressText: String {
        let (storage, _) = native
        return unsafe withUnsafePointer(to: storage) { storage in
            // SAFETY: it is a whole address of the family that it names.
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe IPAddress($0) }
        }?.description ?? ""
    }

    /// The address in a socket address; nil if its family is another.
    init?(_ storage: sockaddr_storage) {
        var storage = storage
        let found: SocketAddress? = unsafe withUnsafeBytes(of: &storage) { bytes in
            // SAFETY: a sockaddr_storage has room for both.
            switch Int32(unsafe bytes.load(as: sockaddr_storage.self).ss_family) {
            case AF_INET:
                let v4 = unsafe bytes.load(as: sockaddr_in.self)
                return SocketAddress(ipv4: UInt32(bigEndian: v4.sin_addr.s_addr), port: v4.sin_port.bigEndian)
            case AF_INET6:
                let v6 = unsafe bytes.load(as: sockaddr_in6.self)
                let halves = unsafe withUnsafeBytes(of: v6.sin6_addr) { address in
                    unsafe (
                        UInt64(bigEndian: address.loadUnaligned(as: UInt64.self)),
                        UInt64(bigEndian: address.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                    )
                }
                return SocketAddress(ipv6: (halves.0, halves.1), port: v6.sin6_port.bigEndian)
            default:
                return nil
            }
        }
        guard let found else { return nil }
        self = found
    }

    /// The address as the system wants it, and how many bytes of it count.
    var native: (storage: sockaddr_storage, length: UInt32) {
        var storage = sockaddr_storage()
        let length = unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            // SAFETY: a sockaddr_storage has room for both.
            if isIPv6 {
                var v6 = sockaddr_in6()
                v6.sin6_family = sa_family_t(AF_INET6)
                v6.sin6_port = port.bigEndian
                unsafe withUnsafeMutableBytes(of: &v6.sin6_addr) { address in
                    unsafe address.storeBytes(of: high.bigEndian, as: UInt64.self)
                    unsafe address.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
                }
                unsafe bytes.storeBytes(of: v6, as: sockaddr_in6.self)
                return MemoryLayout<sockaddr_in6>.size
            }
            var v4 = sockaddr_in()
            v4.sin_family = sa_family_t(AF_INET)
            v4.sin_port = port.bigEndian
            v4.sin_addr.s_addr = UInt32(truncatingIfNeeded: low).bigEndian
            unsafe bytes.storeBytes(of: v4, as: sockaddr_in.self)
            return MemoryLayout<sockaddr_in>.size
        }
        return (storage, UInt32(length))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The addresses at which peers may find this machine.
public enum LocalAddresses {
    /// Every address of every interface that is up, as IP literals: IPv4 before IPv6, loopback after the others of its
    /// family, otherwise as the system lists them, each once.
    ///
    /// Link-local addresses (RFC 3927, RFC 4291 §2.5.6) are left out: they need a zone that SDP can't say.
    ///
    /// - Throws: ``HostError`` if the system has no answer.
    public static func all(includingLoopback: Bool) throws(HostError) -> [String] {
        var first: UnsafeMutablePointer<ifaddrs>?
        // getifaddrs fills `first` with a list that is ours until freeifaddrs, below, at the only way out.
        guard unsafe getifaddrs(&first) == 0 else { throw HostError(call: "getifaddrs", code: errno) }
        defer { unsafe freeifaddrs(first) }
        var found: [IPAddress] = []
        var next = unsafe first
        // Every ifa_next is nil or points to an entry of the same list.
        while let entry = unsafe next {
            unsafe next = entry.pointee.ifa_next
            guard unsafe entry.pointee.ifa_flags & UInt32(IFF_UP) != 0 else { continue }
            guard let socketAddress = unsafe entry.pointee.ifa_addr else { continue }
            guard let address = unsafe IPAddress(socketAddress) else { continue }
            found.append(address)
        }
        return offered(found, includingLoopback: includingLoopback).map(\.description)
    }

    /// Whether a socket of ours can have this address, an IP literal: false if the machine doesn't have it.
    public static func canBind(_ literal: String) -> Bool {
        guard let address = IPAddress(literal) else { return false }
        let descriptor = socket(address.isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        // Without a descriptor nothing can be said against it.
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        return unsafe address.withSocketAddress(port: 0) { unsafe bind(descriptor, $0, $1) } == 0
    }

    /// Those of `addresses` that peers are offered, in the order in which they are.
    static func offered(_ addresses: [IPAddress], includingLoopback: Bool) -> [IPAddress] {
        var seen: Set<IPAddress> = []
        let usable = addresses.filter { address in
            !address.isLinkLocal && !address.isUnspecified
                && (includingLoopback || !address.isLoopback) && seen.insert(address).inserted
        }
        // Sorting is stable, so equal ranks stay as the system lists them.
        return usable.sorted { $0.rank < $1.rank }
    }
}

extension IPAddress {
    /// Place in the order of candidates: lower is earlier.
    fileprivate var rank: Int { (isIPv6 ? 2 : 0) + (isLoopback ? 1 : 0) }
}

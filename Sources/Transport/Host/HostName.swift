// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Host names into addresses, once, before anything runs: it blocks.
public enum HostName {
    /// An address of `name`, IPv4 rather than IPv6; an IP literal is its own address.
    ///
    /// - Throws: ``HostError`` with the `EAI_` code if the name has no address or no name server answers.
    public static func resolve(_ name: String) throws(HostError) -> IPAddress {
        if let literal = IPAddress(name) { return literal }
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        // getaddrinfo fills `first` with a list that is ours until freeaddrinfo, below, at the only way out.
        let code = unsafe getaddrinfo(name, nil, &hints, &first)
        guard code == 0 else { throw HostError(call: "getaddrinfo", code: code) }
        defer { unsafe freeaddrinfo(first) }
        var found: [IPAddress] = []
        var next = unsafe first
        while let entry = unsafe next {
            unsafe next = entry.pointee.ai_next
            if let pointer = unsafe entry.pointee.ai_addr, let address = unsafe IPAddress(pointer) {
                found.append(address)
            }
        }
        guard let best = found.first(where: { !$0.isIPv6 }) ?? found.first else {
            throw HostError(call: "getaddrinfo", code: EAI_NONAME)
        }
        return best
    }
}

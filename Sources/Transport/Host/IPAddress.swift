// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An IPv4 or IPv6 address.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// Four or sixteen bytes, network order.
    public let bytes: [UInt8]

    /// The address that an IP literal spells, without a zone, a port or brackets; nil if it spells none.
    public init?(_ literal: some StringProtocol) {
        let text = String(literal)
        guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
        var v4 = in_addr()
        var v6 = in6_addr()
        // inet_pton reads the terminated string and writes one whole address of the family it is told.
        if unsafe inet_pton(AF_INET, text, &v4) == 1 {
            bytes = unsafe withUnsafeBytes(of: v4) { unsafe Array($0) }
        } else if unsafe inet_pton(AF_INET6, text, &v6) == 1 {
            bytes = unsafe withUnsafeBytes(of: v6) { unsafe Array($0) }
        } else {
            return nil
        }
    }

    /// The address in a socket address, or nil if its family is another.
    ///
    /// The caller vouches that `pointer` points to a socket address as long as its family says.
    @unsafe init?(_ pointer: UnsafePointer<sockaddr>) {
        switch Int32(unsafe pointer.pointee.sa_family) {
        case AF_INET:
            let v4 = unsafe UnsafeRawPointer(pointer).loadUnaligned(as: sockaddr_in.self).sin_addr
            bytes = unsafe withUnsafeBytes(of: v4) { unsafe Array($0) }
        case AF_INET6:
            let v6 = unsafe UnsafeRawPointer(pointer).loadUnaligned(as: sockaddr_in6.self).sin6_addr
            bytes = unsafe withUnsafeBytes(of: v6) { unsafe Array($0) }
        default:
            return nil
        }
    }

    /// Calls `body` with the address as the system's calls take it, good for the call.
    @unsafe func withSocketAddress<Value>(
        port: UInt16,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        var storage = sockaddr_storage()
        storage.ss_family = sa_family_t(isIPv6 ? AF_INET6 : AF_INET)
        let length = isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        // The port stands after the family; the address after the port, for IPv6 behind four bytes of flow label.
        return unsafe withUnsafeMutableBytes(of: &storage) { storage in
            unsafe storage.storeBytes(of: port.bigEndian, toByteOffset: 2, as: UInt16.self)
            for (index, byte) in bytes.enumerated() { unsafe storage[(isIPv6 ? 8 : 4) + index] = byte }
            return unsafe storage.withMemoryRebound(to: sockaddr.self) { addresses in
                guard let address = addresses.baseAddress else {
                    preconditionFailure("storage has a place")
                }
                return unsafe body(address, socklen_t(length))
            }
        }
    }

    /// Whether this is an IPv6 address.
    public var isIPv6: Bool { bytes.count == 16 }

    /// 127.0.0.0/8 (RFC 1122 §3.2.1.3) or ::1 (RFC 4291 §2.5.3).
    public var isLoopback: Bool {
        isIPv6 ? bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1 : bytes.first == 127
    }

    /// 169.254.0.0/16 (RFC 3927 §2.1) or fe80::/10 (RFC 4291 §2.5.6).
    public var isLinkLocal: Bool {
        isIPv6 ? bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80 : bytes[0] == 169 && bytes[1] == 254
    }

    /// 0.0.0.0 or ::.
    public var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }

    /// The literal: IPv6 in its shortest lower-case form (RFC 5952).
    public var description: String {
        // INET6_ADDRSTRLEN, 46 bytes, holds every literal with its terminator.
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = isIPv6 ? AF_INET6 : AF_INET
        // inet_ntop reads one whole address of the family and writes at most `text.count` bytes, always terminated.
        let written = unsafe inet_ntop(family, bytes, &text, socklen_t(text.count))
        precondition(
            unsafe written != nil, "an address of 4 or 16 bytes has a literal of at most 45 characters")
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import CShims
internal import Glibc

/// Sends single datagrams, those that don't wait for the end of a wake-up: checks, their answers, handshakes.
enum DatagramSender {
    /// Sends `datagram` at once; false if the kernel did not take it.
    static func send(_ datagram: Span<UInt8>, _ route: Route) -> Bool {
        var address = route.address
        return unsafe withUnsafePointer(to: &address) { address in
            unsafe datagram.withUnsafeBytes { bytes in
                var vector = unsafe iovec(
                    iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count
                )
                return unsafe withUnsafeMutablePointer(to: &vector) { vector in
                    // SAFETY: the kernel reads all of it during the call, and only reads.
                    var message = unsafe CShims_Message(
                        address: UnsafeRawPointer(address).assumingMemoryBound(to: sockaddr.self),
                        addressLength: route.addressLength,
                        segmentSize: 0,
                        vectors: vector,
                        vectorCount: 1
                    )
                    return unsafe CShims_sendMessages(route.descriptor, &message, 1) == 1
                }
            }
        }
    }
}

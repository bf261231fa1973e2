// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Where datagrams leave: a socket and the peer's address.
struct Route {
    /// Good as long as the ``ICEEndpoint`` that told it still has it.
    var descriptor: Int32
    var address: sockaddr_storage
    var addressLength: UInt32
}

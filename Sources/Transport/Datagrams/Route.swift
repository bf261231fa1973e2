// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Where datagrams leave: a socket and the peer's address.
struct Route {
    /// Owned by libnice; good as long as its agent still watches it.
    var descriptor: Int32
    var address: sockaddr_storage
    var addressLength: UInt32
}

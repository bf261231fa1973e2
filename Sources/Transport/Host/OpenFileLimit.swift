// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How many descriptors this process may hold, and how many peers that is.
///
/// This is the one place that knows what a peer costs.
public struct OpenFileLimit: Equatable, Sendable {
    /// What the process may open now (`RLIMIT_NOFILE`, soft limit).
    public let count: Int

    /// A limit of `count` descriptors.
    public init(count: Int) {
        self.count = count
    }

    /// What is asked for beyond the hard limit: the kernel's usual ceiling (`fs.nr_open`, 2²⁰), which root may have.
    static let ceiling = 1_048_576
    /// Descriptors that belong to no peer: standard streams, the workers' loops, HTTP's listener and event loops,
    /// and connections of clients that have no session (yet).
    public static let reserved = 256
    /// The HTTP connection that a peer's session came by, which browsers keep for a while.
    public static let connectionPerPeer = 1
    /// Descriptors of a peer with sockets of its own beside those: two wake-up descriptors of its GLib context, and its
    /// connection.
    public static let basePerPeer = 2 + connectionPerPeer

    /// Descriptors that one peer costs: on a shared port its connection, else ICE opens one UDP socket on each local
    /// address.
    public static func descriptorsPerPeer(localAddresses: Int, sharesPort: Bool = false) -> Int {
        sharesPort ? connectionPerPeer : basePerPeer + max(1, localAddresses)
    }

    /// Peers, publishers and viewers together, that this limit allows with so many local addresses for media.
    public func peers(localAddresses: Int, sharesPort: Bool = false) -> Int {
        let cost = Self.descriptorsPerPeer(localAddresses: localAddresses, sharesPort: sharesPort)
        return max(0, (count - Self.reserved) / cost)
    }

    /// Raises the soft limit to the hard one, and both as far as the kernel goes if the process may.
    ///
    /// - Throws: ``HostError`` if the limit can't be read. That it can't be raised is no error: the result says
    ///   what there is.
    public static func raise() throws(HostError) -> OpenFileLimit {
        var limit = rlimit()
        // The pointer is used during the call only, and points to a whole rlimit.
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            throw HostError(call: "getrlimit", code: errno)
        }
        let hard = limit.rlim_max
        if hard < rlim_t(ceiling), set(soft: rlim_t(ceiling), hard: rlim_t(ceiling)) {
            return OpenFileLimit(count: ceiling)
        }
        if limit.rlim_cur < hard, set(soft: hard, hard: hard) {
            return OpenFileLimit(count: Int(clamping: hard))
        }
        return OpenFileLimit(count: Int(clamping: limit.rlim_cur))
    }

    private static func set(soft: rlim_t, hard: rlim_t) -> Bool {
        var limit = rlimit(rlim_cur: soft, rlim_max: hard)
        // As above: the kernel only reads the rlimit, during the call.
        return unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What a run, or one viewer of it, can fail with.
enum LoadError: Error, CustomStringConvertible {
    case notOpen
    /// HTTP failed before the first session.
    case unreachable(url: String, reason: String)
    /// The server refused, with its status and the start of its reason.
    case refused(status: UInt, reason: String)
    /// An answer without the address of the session.
    case noLocation
    /// The broadcasters did not connect in time.
    case noBroadcast(String)
    /// Janus answered something else than was agreed on.
    case janus(String)

    var description: String {
        switch self {
        case .notOpen: "the peer is not open"
        case .unreachable(let url, let reason): "\(url) can't be reached: \(reason)"
        case .refused(let status, let reason): "the server refused with status \(status): \(reason)"
        case .noLocation: "the server's answer has no Location header"
        case .noBroadcast(let reason): "the broadcaster did not connect: \(reason)"
        case .janus(let reason): "Janus: \(reason)"
        }
    }
}

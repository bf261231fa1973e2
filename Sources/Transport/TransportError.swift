// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Why a loop, an identity or a transport could not be made or started. Nothing a peer sends causes one.
public enum TransportError: Error, Equatable, Sendable {
    /// libuv refused; its code, negative, and the call.
    case loop(code: Int32, call: String)
    /// The process is out of file descriptors, or so close that libraries under us would abort.
    case noDescriptors(errno: Int32)
    /// Every port of the media range is in use.
    case portsExhausted
    /// No local address could be bound.
    case bindFailed
    /// A port that the configuration names could not be bound.
    case portRefused(address: String, port: UInt16, errno: Int32)
    /// The shared port has as many peers as it takes.
    case portFull
    /// Not an IP literal.
    case invalidAddress(String)
    /// OpenSSL refused; its words, and the call.
    case crypto(String, call: String)
    /// libnice refused; what was asked for.
    case ice(String)
    /// The call does not fit the transport's state, for instance after `close`.
    case wrongState(String)

    /// One sentence for people, without addresses of peers.
    public var reason: String {
        switch self {
        case .loop(let code, let call): "The event loop failed in \(call) with code \(code)."
        case .noDescriptors(let errno): "The process has no file descriptor left (errno \(errno))."
        case .portsExhausted: "Every port of the media port range is in use."
        case .bindFailed: "No local address could be bound for media."
        case .portRefused(let address, let port, EADDRINUSE):
            "UDP port \(port) on \(address) is in use by another program."
        case .portRefused(let address, let port, EADDRNOTAVAIL):
            "UDP port \(port) can't be bound: \(address) is no address of this machine."
        case .portRefused(let address, let port, let errno):
            "UDP port \(port) on \(address) can't be bound (errno \(errno))."
        case .portFull: "The media port has as many peers as it takes."
        case .invalidAddress(let text): "“\(text)” is not an IP address."
        case .crypto(let text, let call): "OpenSSL failed in \(call): \(text)."
        case .ice(let call): "libnice refused to \(call)."
        case .wrongState(let state): "The transport is \(state)."
        }
    }
}

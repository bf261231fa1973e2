// SPDX-License-Identifier: Apache-2.0

/// A question to the operating system that it did not answer.
public struct HostError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The system call, e.g. `getifaddrs`.
    public let call: String
    /// Its `errno`, or the `EAI_` code of `getaddrinfo`.
    public let code: Int32

    /// One line.
    public var description: String { "\(call) failed with code \(code)" }
}

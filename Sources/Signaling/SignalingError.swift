// SPDX-License-Identifier: Apache-2.0

/// Why the control plane can't start. Its description is one clear line for the operator.
public enum SignalingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A setting that can't be; the text says what it must be.
    case invalidSetting(String)
    /// Another program listens there.
    case addressInUse(host: String, port: Int)
    /// The system refuses to listen there; the text says why.
    case cannotListen(host: String, port: Int, reason: String)

    /// One line.
    public var description: String {
        switch self {
        case .invalidSetting(let text):
            "invalid setting: \(text)"
        case .addressInUse(let host, let port):
            "\(host):\(port) is already in use by another program"
        case .cannotListen(let host, let port, let reason):
            "can't listen on \(host):\(port): \(reason)"
        }
    }
}

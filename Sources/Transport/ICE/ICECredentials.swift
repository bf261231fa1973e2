// SPDX-License-Identifier: Apache-2.0

/// One side's user fragment and password (RFC 8839 §5.4). Names one ICE generation.
public struct ICECredentials: Equatable, Sendable {
    /// 4…256 characters.
    public var ufrag: String
    /// 22…256 characters. Never logged.
    public var password: String

    /// Credentials as they stand in a description.
    public init(ufrag: String, password: String) {
        self.ufrag = ufrag
        self.password = password
    }
}

// SPDX-License-Identifier: Apache-2.0

/// One RTP header extension that both sides agreed on, under the offerer's id (RFC 8285 §5).
public struct NegotiatedExtension: Equatable, Sendable {
    /// 1 to 255; ids from 15 on need the two-byte form.
    public var id: UInt8
    /// What the extension is.
    public var uri: String
    /// Our direction, where the offer limits its own (RFC 8285 §6).
    var direction: Direction?

    /// An extension under an id.
    public init(id: UInt8, uri: String) {
        self.id = id
        self.uri = uri
    }
}

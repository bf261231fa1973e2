// SPDX-License-Identifier: Apache-2.0

/// A JSON value as the client spelled it, kept and passed on unread: `extra`, and what messages carry.
struct JSONText: Hashable, Sendable {
    /// Valid JSON in UTF-8.
    let bytes: [UInt8]

    /// A value that was read by ``JSONObject``, or that is known to be JSON.
    init(validated bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// `{}`
    static let emptyObject = JSONText(validated: "{}".utf8)
    /// `null`
    static let null = JSONText(validated: "null".utf8)
}

// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Writes messages as JSON, always the same bytes for the same message, so that they can be tagged.
enum JSONMessage {
    /// The JSON of `message`.
    static func encode(_ message: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try Array(encoder.encode(message))
    }
}

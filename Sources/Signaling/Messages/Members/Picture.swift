// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A picture in a message.
enum Picture {
    /// The bytes of `jpeg`, in Base64 (RFC 4648 §4); "" is no picture.
    static func jpeg(_ reader: RequestReader) throws(MemberRefusal) -> [UInt8] {
        guard let text = try reader.text("jpeg", limit: Limits.previewText),
            let data = Data(base64Encoded: text)
        else { throw reader.bad("jpeg") }
        // ISO/IEC 10918-1 B.1.1.3: start of image, and the next marker. It is served as a picture, so it is one.
        guard data.isEmpty || data.starts(with: [0xff, 0xd8, 0xff]) else { throw reader.bad("jpeg") }
        return Array(data)
    }
}

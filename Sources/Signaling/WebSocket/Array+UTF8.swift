// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
    /// Whether these are whole characters in UTF-8 (RFC 3629); nothing is copied.
    var isUTF8: Bool {
        do {
            _ = try UTF8Span(validating: span)
            return true
        } catch {
            return false
        }
    }
}

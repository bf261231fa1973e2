// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// OpenSSL's error queue of this thread, as one error of ours.
enum OpenSSLError {
    /// Empties the queue; the first entry, which is the cause, gives the words.
    static func drain(_ call: String) -> TransportError {
        .crypto(drainText() ?? "no reason given", call: call)
    }

    /// Empties the queue and tells the first entry's words.
    @discardableResult
    static func drainText() -> String? {
        let first = ERR_get_error()
        guard first != 0 else { return nil }
        ERR_clear_error()
        guard let text = unsafe COpenSSL_errorText(first) else { return "error \(first)" }
        return unsafe String(cString: text)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The process's standard error stream.
public enum StandardError {
    /// Whether a person looks at it.
    public static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes `text` as it is, in one system call as long as the stream takes it whole, so that lines of
    /// different threads don't mix. What can't be written is lost: there is nowhere to complain.
    public static func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            // The kernel reads at most `count` bytes of the buffer, during the call.
            let written = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}

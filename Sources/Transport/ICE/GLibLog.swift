// SPDX-License-Identifier: Apache-2.0

internal import CNice
internal import Glibc

/// What GLib and libnice have to say. Nothing of it may reach standard output; its debug lines hold peers' addresses.
enum GLibLog {
    /// Takes over the log, once in a process. Only what ends the process is still written, to standard error.
    static func takeOver() {
        _ = installed
    }

    private static let installed: Void = {
        unsafe g_log_set_writer_func(
            { level, fields, fieldCount, _ in
                let fatal = G_LOG_LEVEL_ERROR.rawValue | G_LOG_FLAG_FATAL.rawValue
                guard level.rawValue & fatal != 0 else { return G_LOG_WRITER_HANDLED }
                return unsafe g_log_writer_standard_streams(level, fields, fieldCount, nil)
            },
            nil,
            nil
        )
    }()
}

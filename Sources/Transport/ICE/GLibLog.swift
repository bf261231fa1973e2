// SPDX-License-Identifier: Apache-2.0

internal import CNice
internal import Glibc
internal import Synchronization

/// What GLib and libnice have to say. Nothing of it may reach standard output; its debug lines hold peers' addresses.
enum GLibLog {
    /// Warnings and worse since the start; each is a fault of ours or theirs.
    static var warnings: UInt64 { count.load(ordering: .relaxed) }

    private static let count = Atomic<UInt64>(0)

    /// Takes over the log, once in a process. Only what ends the process is still written, to standard error.
    static func takeOver() {
        _ = installed
    }

    private static let installed: Void = {
        unsafe g_log_set_writer_func(
            { level, fields, fieldCount, _ in
                let severe =
                    G_LOG_LEVEL_ERROR.rawValue | G_LOG_LEVEL_CRITICAL.rawValue
                    | G_LOG_LEVEL_WARNING.rawValue
                guard level.rawValue & severe != 0 else { return G_LOG_WRITER_HANDLED }
                count.wrappingAdd(1, ordering: .relaxed)
                let fatal = G_LOG_LEVEL_ERROR.rawValue | G_LOG_FLAG_FATAL.rawValue
                guard level.rawValue & fatal != 0 else { return G_LOG_WRITER_HANDLED }
                return unsafe g_log_writer_standard_streams(level, fields, fieldCount, nil)
            },
            nil,
            nil
        )
    }()
}

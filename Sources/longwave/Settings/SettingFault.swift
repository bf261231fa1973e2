// SPDX-License-Identifier: Apache-2.0

/// A setting that ends the start.
struct SettingFault: Error, Equatable, CustomStringConvertible {
    /// Where the setting came from, as exit codes tell it apart (sysexits.h).
    enum Origin: Int32, Sendable {
        /// The command line: `EX_USAGE`.
        case commandLine = 64
        /// The environment or the file: `EX_CONFIG`.
        case configuration = 78
    }

    /// Where it came from.
    let origin: Origin
    /// One line that names the setting as it was spelled.
    let description: String

    /// A fault; line breaks in `text`, as YAML's errors have them, become blanks.
    init(_ origin: Origin, _ text: String) {
        self.origin = origin
        description = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

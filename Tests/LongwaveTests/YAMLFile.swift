// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A settings file for one test.
enum YAMLFile {
    /// Runs `body` with the path of a file that holds `text`, and removes the file.
    static func with<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try body(file.path())
    }
}

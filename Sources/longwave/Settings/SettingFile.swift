// SPDX-License-Identifier: Apache-2.0

import Configuration
import FoundationEssentials
import Synchronization

/// A YAML file with settings.
struct SettingFile {
    /// Every key in it.
    let keys: Set<String>
    /// The texts under them.
    let values: any ConfigSnapshot

    /// Reads the file; nil if it says nothing, or is missing and may be.
    ///
    /// - Throws: ``SettingFault`` without a word of what stands in the file: there may be secrets.
    init?(path: String, mayBeMissing: Bool) throws(SettingFault) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            if mayBeMissing, !FileManager.default.fileExists(atPath: path) { return nil }
            throw SettingFault(.configuration, "\(path) can't be read: \(Self.reason(error))")
        }
        let lines = data.split(separator: UInt8(ascii: "\n"))
        guard lines.contains(where: Self.saysSomething) else { return nil }
        // The specifier of secrets is asked once about every key, which is how unknown ones are found.
        let keys = Mutex<Set<String>>([])
        let options = YAMLSnapshot.ParsingOptions(
            secretsSpecifier: .dynamic { key, _ in
                keys.withLock { _ = $0.insert(key) }
                return true
            }
        )
        do {
            values = try YAMLSnapshot(data: data.bytes, providerName: path, parsingOptions: options)
        } catch {
            throw SettingFault(
                .configuration, "\(path) is not YAML of names and values\(Self.place(in: "\(error)"))")
        }
        self.keys = keys.withLock { $0 }
    }

    /// Whether a line is more than blanks and a comment; a file without such a line is no mapping to YAML.
    private static func saysSomething(_ line: Data) -> Bool {
        let first = line.first {
            $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") && $0 != UInt8(ascii: "\r")
        }
        return first != nil && first != UInt8(ascii: "#")
    }

    private static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile: "there is no such file"
        case .fileReadNoPermission: "permission denied"
        default: "it is no readable file"
        }
    }

    /// The place that YAML's error names: `line 3, column 7`, and not the text there.
    private static func place(in error: String) -> String {
        guard let match = error.firstMatch(of: /line \d+, column \d+/) else { return "" }
        return ", see \(match.output)"
    }
}

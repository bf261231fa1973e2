// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where scenarios are found by name: in `loadtest/scenarios` of the checkout that one works in or that built this program.
struct ScenarioLibrary {
    private static let folder = "loadtest/scenarios"
    private static let suffix = ".json"

    /// Folders to begin at, upward from each.
    var starts = [
        FileManager.default.currentDirectoryPath,
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().path(),
    ]

    /// The scenario of that name, or in the file of that path if there is a slash or `.json` in it.
    func scenario(_ name: String) throws(ScenarioError) -> ScenarioFile {
        if name.contains("/") || name.hasSuffix(Self.suffix) { return try ScenarioFile(path: name) }
        for folder in folders {
            let path = folder + "/" + name + Self.suffix
            if FileManager.default.fileExists(atPath: path) { return try ScenarioFile(path: path) }
        }
        throw .unknownScenario(name, known: names)
    }

    /// The names of all scenarios.
    var names: [String] {
        let files = folders.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
        return Set(files.filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) })
            .sorted()
    }

    private var folders: [String] {
        starts.flatMap { start in
            var folder = URL(filePath: start)
            var found: [String] = []
            // A root is its own parent.
            while folder.path() != "/", !folder.path().hasSuffix("..") {
                let path = folder.appending(path: Self.folder).path()
                if FileManager.default.fileExists(atPath: path) { found.append(path) }
                folder.deleteLastPathComponent()
            }
            return found
        }
    }
}

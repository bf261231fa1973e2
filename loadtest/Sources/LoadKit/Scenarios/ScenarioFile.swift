// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A scenario as a JSON object: the fields that differ from the defaults, and a text under `about`.
struct ScenarioFile: Equatable, Sendable {
    /// The field that is for readers only.
    private static let aboutKey = "about"

    var about = ""
    private(set) var scenario = Scenario()

    /// Reads a file's content.
    init(parsing json: Data, name: String) throws(ScenarioError) {
        scenario.name = name
        for (key, value) in try Self.fields(json).sorted(by: { $0.key < $1.key }) {
            if key == Self.aboutKey {
                about = "\(value)"
            } else if let field = ScenarioField(rawValue: key) {
                try scenario.set(field, value)
            } else {
                throw .unknownField(key)
            }
        }
    }

    /// Reads a file.
    init(path: String) throws(ScenarioError) {
        let url = URL(filePath: path)
        guard let json = try? Data(contentsOf: url) else {
            throw .unreadable(path: path, reason: "can't be read")
        }
        do throws(ScenarioError) {
            try self.init(parsing: json, name: url.deletingPathExtension().lastPathComponent)
        } catch {
            throw .inFile(path, error)
        }
    }

    private static func fields(_ json: Data) throws(ScenarioError) -> [String: ScenarioValue] {
        do {
            return try JSONDecoder().decode([String: ScenarioValue].self, from: json)
        } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
            let field = context.codingPath[0].stringValue
            throw .wrongValue(field: field, value: "a list or an object", wanted: "a single value")
        } catch {
            throw .unreadable(path: "scenario", reason: "is not a JSON object of fields")
        }
    }
}

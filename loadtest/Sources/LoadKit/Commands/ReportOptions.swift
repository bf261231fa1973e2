// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// Where reports go besides standard output.
struct ReportOptions: ParsableArguments {
    @Option(help: "Also write the figures as JSON to this file.")
    var json: String?

    @Option(help: "Also write them as a page with plots, which opens from disk, to this file.")
    var html: String?

    /// Writes the files that were asked for.
    func write(_ figures: some Encodable, page: @autoclosure () -> String) throws {
        try Self.write(figures, toJSON: json)
        if let html { try Data(page().utf8).write(to: URL(filePath: html)) }
    }

    /// Writes figures as JSON, if a file is named.
    static func write(_ figures: some Encodable, toJSON file: String?) throws {
        guard let file else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(figures).write(to: URL(filePath: file))
    }
}

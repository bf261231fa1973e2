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
        if let json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(figures).write(to: URL(filePath: json))
        }
        if let html { try Data(page().utf8).write(to: URL(filePath: html)) }
    }
}

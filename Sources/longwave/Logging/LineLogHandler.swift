// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Logging

/// Writes each log event as one line.
struct LineLogHandler: LogHandler {
    /// The look of a line.
    let format: LogFormat
    /// Whether a person looks at it.
    let isTerminal: Bool
    /// Takes a whole line with its line break.
    let write: @Sendable (String) -> Void

    var logLevel = Logger.Level.notice
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    /// A handler that writes lines of this level and above.
    init(
        format: LogFormat,
        level: Logger.Level,
        isTerminal: Bool,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.format = format
        self.isTerminal = isTerminal
        self.write = write
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var facts = metadata
        facts.merge(metadataProvider?.get() ?? [:]) { _, new in new }
        facts.merge(event.metadata ?? [:]) { _, new in new }
        if let error = event.error { facts["error"] = "\(error)" }
        let line = LogLine(
            time: Date().formatted(Self.timeStyle),
            level: event.level,
            message: event.message.description,
            metadata: facts.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
        )
        switch format {
        case .text: write(line.text(isColored: isTerminal))
        case .json: write(line.json)
        }
    }

    private static let timeStyle = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}

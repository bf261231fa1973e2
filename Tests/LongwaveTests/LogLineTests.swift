// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Synchronization
import Testing

@testable import longwave

@Suite("LogLine: one event, one line") struct LogLineTests {
    private func line(_ message: String, _ metadata: [(name: String, value: String)] = []) -> LogLine {
        LogLine(time: "2026-01-02T03:04:05.678Z", level: .warning, message: message, metadata: metadata)
    }

    @Test func `text has time, level, message and facts`() {
        #expect(
            line("peer gone", [("peer.id", "7"), ("reason", "ice failed")]).text(isColored: false)
                == "2026-01-02T03:04:05.678Z warning  peer gone peer.id=7 reason=\"ice failed\"\n"
        )
    }

    @Test func `a terminal gets colour and nothing else does`() {
        #expect(line("a").text(isColored: true).contains("\u{1b}[33mwarning "))
        #expect(!line("a").text(isColored: false).contains("\u{1b}"))
    }

    @Test func `JSON is what a JSON parser reads`() throws {
        let text = line("a \"b\" \\ c", [("x.y", "1\t\u{0}é\u{2028}")]).json
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String])
        #expect(
            object == [
                "time": "2026-01-02T03:04:05.678Z", "level": "warning", "message": "a \"b\" \\ c",
                "x.y": "1\t\u{0}é\u{2028}",
            ]
        )
    }

    @Test(arguments: ["a\nb", "a\r\nb", "a\u{1b}[2Jb", "a\u{85}b", "a\u{2028}b", "a\u{0}b"])
    func `S22 nothing in a line begins another or steers a terminal`(text: String) {
        for shown in [line(text, [("k", text)]).text(isColored: false), line(text, [("k", text)]).json] {
            #expect(shown.hasSuffix("\n"))
            #expect(shown.dropLast().unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
            #expect(!shown.contains("\u{2028}"))
        }
    }

    @Test func `the handler merges what the logger knows and what the event says`() throws {
        let written = Mutex("")
        var handler = LineLogHandler(format: .text, level: .info, isTerminal: false) { line in
            written.withLock { $0 += line }
        }
        handler[metadataKey: "worker.id"] = "1"
        var logger = Logger(label: "test") { [handler] _ in handler }
        logger[metadataKey: "peer.id"] = "2"
        logger.info("hello", metadata: ["worker.id": "3"])
        logger.debug("not this")
        let line = written.withLock { $0 }
        #expect(line.hasSuffix(" info     hello peer.id=2 worker.id=3\n"))
        #expect(line.prefix { $0 != " " }.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/) != nil)
    }
}

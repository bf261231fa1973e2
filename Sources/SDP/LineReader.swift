// SPDX-License-Identifier: Apache-2.0

/// Takes a text apart into lines, within the bounds of ``SDPLimits``.
///
/// A line ends in CRLF or, leniently, in LF alone. Empty lines are passed over. Each byte is looked
/// at a fixed number of times, so the whole walk is linear.
struct LineReader {
    private let bytes: [UInt8]
    private var offset = 0
    /// The number of the line that was read last, from one.
    private(set) var lineNumber = 0

    init(_ bytes: [UInt8]) throws(SDPError) {
        guard bytes.count <= SDPLimits.bodyBytes else { throw .bodyTooLong(bytes.count) }
        self.bytes = bytes
    }

    /// The next line that is not empty, or nil at the end.
    mutating func next() throws(SDPError) -> Substring? {
        while offset < bytes.count {
            let line = try nextRaw()
            if !line.isEmpty { return line }
        }
        return nil
    }

    private mutating func nextRaw() throws(SDPError) -> Substring {
        lineNumber += 1
        let end = bytes[offset...].firstIndex(of: .newline) ?? bytes.count
        var line = bytes[offset..<end]
        offset = end + 1
        if line.last == .carriageReturn { line.removeLast() }
        guard line.count <= SDPLimits.lineBytes else {
            throw .lineTooLong(line: lineNumber, count: line.count)
        }
        // RFC 8866 §9, byte-string: everything but NUL, CR and LF; we let no other control pass but tab.
        guard line.allSatisfy({ $0 >= 0x20 || $0 == 9 }) else { throw .malformedLine(line: lineNumber) }
        guard let text = String(validating: line, as: UTF8.self) else { throw .notUTF8(line: lineNumber) }
        return text.whole
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Builds a ``SessionDescription`` line by line.
///
/// Strict where a mistake means that this is no description (RFC 8866 §5: `v=` first, `o=`, the form
/// `x=`), lenient where clients differ (order of lines, `s=` or `t=` missing, unknown types).
struct SessionParser {
    private var reader: LineReader
    private var session = SessionDescription(origin: "")
    private var attributeCount = 0
    private var formatAttributeCount = 0
    private var candidateCount = 0

    static func parse(_ bytes: [UInt8]) throws(SDPError) -> SessionDescription {
        var parser = SessionParser(reader: try LineReader(bytes))
        return try parser.run()
    }

    private init(reader: LineReader) {
        self.reader = reader
    }

    private mutating func run() throws(SDPError) -> SessionDescription {
        guard try reader.next()?.trimmed == "v=0" else { throw .noVersion }
        while let line = try reader.next() {
            let (type, value) = line.cut(at: .equals)
            guard type.utf8.count == 1, let value else { throw .malformedLine(line: reader.lineNumber) }
            try take(type, value)
        }
        guard !session.origin.isEmpty else { throw .noOrigin }
        return session
    }

    private mutating func take(_ type: Substring, _ value: Substring) throws(SDPError) {
        switch type {
        case "m": try beginMedia(value)
        case "a": try addAttribute(value)
        default: takeDetail(type, value)
        }
        if type == "o", session.origin.isEmpty { throw .noOrigin }
    }

    private mutating func takeDetail(_ type: Substring, _ value: Substring) {
        let inMedia = session.media.endIndex - 1
        switch (type, inMedia >= 0) {
        case ("c", true): session.media[inMedia].connection = String(value)
        case ("b", true): addBandwidth(value, to: inMedia)
        case ("c", false): session.connection = String(value)
        case ("o", false): session.origin = value.fields().count == 6 ? String(value) : ""
        case ("s", false): session.name = String(value)
        case ("t", false): session.timing = String(value)
        default: break  // RFC 8829 §5.8.1: the other types mean nothing to us
        }
    }

    private mutating func addBandwidth(_ value: Substring, to section: Int) {
        guard session.media[section].bandwidths.count < SDPLimits.attributesPerSection else { return }
        session.media[section].bandwidths.append(String(value))
    }

    private mutating func beginMedia(_ value: Substring) throws(SDPError) {
        guard session.media.count < SDPLimits.mediaSections else { throw .tooManyMediaSections }
        guard let section = MediaDescription(text: value) else {
            throw .malformedMedia(line: reader.lineNumber)
        }
        session.media.append(section)
        attributeCount = 0
        formatAttributeCount = 0
        candidateCount = 0
    }

    private mutating func addAttribute(_ value: Substring) throws(SDPError) {
        guard let attribute = Attribute(text: value) else { throw .malformedLine(line: reader.lineNumber) }
        try count(attribute)
        if session.media.isEmpty {
            session.attributes.append(attribute)
        } else {
            session.media[session.media.endIndex - 1].attributes.append(attribute)
        }
    }

    private mutating func count(_ attribute: Attribute) throws(SDPError) {
        switch attribute.name {
        case "rtpmap", "fmtp", "rtcp-fb": formatAttributeCount += 1
        case "candidate":
            candidateCount += 1
            attributeCount += 1
        default: attributeCount += 1
        }
        guard attributeCount <= SDPLimits.attributesPerSection,
            formatAttributeCount <= SDPLimits.formatAttributesPerSection
        else { throw .tooManyAttributes(line: reader.lineNumber) }
        guard candidateCount <= SDPLimits.candidates else {
            throw .tooManyCandidates(line: reader.lineNumber)
        }
    }
}

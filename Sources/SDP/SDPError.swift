// SPDX-License-Identifier: Apache-2.0

/// Why a text is not a session description (RFC 8866) or trickle fragment (RFC 8840) that we read.
///
/// Line numbers count from one.
public enum SDPError: Error, Equatable, Sendable {
    /// The whole text is longer than ``SDPLimits/bodyBytes``.
    case bodyTooLong(Int)
    /// A line is longer than ``SDPLimits/lineBytes``.
    case lineTooLong(line: Int, count: Int)
    /// A line has no `x=` in front, an empty attribute name, or a control character in it.
    case malformedLine(line: Int)
    /// A line is not UTF-8.
    case notUTF8(line: Int)
    /// The text does not begin with `v=0`.
    case noVersion
    /// There is no `o=` line with its six fields.
    case noOrigin
    /// An `m=` line lacks a field, or its port is no port.
    case malformedMedia(line: Int)
    /// There are more `m=` sections than ``SDPLimits/mediaSections``.
    case tooManyMediaSections
    /// A section has more `a=` lines than ``SDPLimits/attributesPerSection`` or
    /// ``SDPLimits/formatAttributesPerSection``.
    case tooManyAttributes(line: Int)
    /// A section or fragment has more candidates than ``SDPLimits/candidates``.
    case tooManyCandidates(line: Int)
    /// A candidate attribute breaks the grammar of RFC 8839 §5.1.
    case malformedCandidate
    /// A fingerprint attribute breaks the grammar of RFC 8122 §5.
    case malformedFingerprint

    /// One sentence for people, without a word of what the peer sent.
    public var reason: String {
        switch self {
        case .bodyTooLong(let count):
            "The description has \(count) bytes; at most \(SDPLimits.bodyBytes) are read."
        case .lineTooLong(let line, let count):
            "Line \(line) has \(count) bytes; at most \(SDPLimits.lineBytes) are read."
        case .malformedLine(let line): "Line \(line) is not of the form type=value."
        case .notUTF8(let line): "Line \(line) is not UTF-8."
        case .noVersion: "The description does not begin with v=0."
        case .noOrigin: "The description has no valid o= line."
        case .malformedMedia(let line): "Line \(line) is not a valid m= line."
        case .tooManyMediaSections: "The description has more than \(SDPLimits.mediaSections) m= sections."
        case .tooManyAttributes(let line):
            "At line \(line) the section has more attributes than are read."
        case .tooManyCandidates(let line):
            "At line \(line) there are more than \(SDPLimits.candidates) candidates."
        case .malformedCandidate: "A candidate is malformed."
        case .malformedFingerprint: "A fingerprint is malformed."
        }
    }
}

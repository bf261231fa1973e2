// SPDX-License-Identifier: Apache-2.0

/// All that one `m=` section says of its payload types, gathered in one pass over its attributes.
struct PayloadTable {
    /// What is known of one payload type.
    struct Entry {
        var mapping: RTPMap?
        var parameters = ""
        var feedback: Set<String> = []
    }

    /// The payload types in the order of preference, each once.
    private(set) var order: [UInt8] = []
    private var entries: [Entry]
    private var feedbackOfAll: Set<String> = []
    /// The first retransmission type of each payload type; 255 for none.
    private var retransmission: [UInt8]

    init(_ section: MediaDescription) {
        entries = (0..<128).map { Entry(mapping: RTPMap.fixed($0)) }
        retransmission = Array(repeating: 255, count: 128)
        var seen: [Bool] = Array(repeating: false, count: 128)
        for format in section.formats {
            guard let type = Self.payloadType(format.whole), !seen[Int(type)] else { continue }
            seen[Int(type)] = true
            order.append(type)
        }
        for attribute in section.attributes { take(attribute) }
        findRetransmissions()
    }

    /// What the section says of a payload type; `type` is one of ``order``.
    subscript(type: UInt8) -> Entry { entries[Int(type & 0x7F)] }

    /// The payload type of the retransmissions of `type` (RFC 4588 §8.1).
    func retransmission(of type: UInt8) -> UInt8? {
        let found = retransmission[Int(type & 0x7F)]
        return found < 128 ? found : nil
    }

    /// Whether the section asks for a kind of feedback, for this type or for all (RFC 4585 §4.2).
    func wants(_ feedback: String, for type: UInt8) -> Bool {
        feedbackOfAll.contains(feedback) || self[type].feedback.contains(feedback)
    }

    /// The names of the media codecs, for an error; repairs and tones are left out.
    var codecNames: [String] {
        var names: [String] = []
        for type in order {
            guard let name = self[type].mapping?.name, name.utf8.count <= 16, !Self.isAuxiliary(name),
                name.utf8.allSatisfy({ $0.isCodecNameByte }), !names.contains(name)
            else { continue }
            names.append(name)
            if names.count == SDPLimits.reportedCodecs { break }
        }
        return names
    }

    private mutating func take(_ attribute: Attribute) {
        guard let value = attribute.value else { return }
        let (head, tail) = value.whole.cut(at: .space)
        guard let tail else { return }
        switch attribute.name {
        case "rtpmap": setMapping(head, tail)
        case "fmtp": setParameters(head, tail)
        case "rtcp-fb": addFeedback(head, tail)
        default: break
        }
    }

    private mutating func setMapping(_ head: Substring, _ tail: Substring) {
        guard let type = Self.payloadType(head), let mapping = RTPMap(text: tail) else { return }
        entries[Int(type)].mapping = mapping
    }

    private mutating func setParameters(_ head: Substring, _ tail: Substring) {
        guard let type = Self.payloadType(head) else { return }
        entries[Int(type)].parameters = String(tail.trimmed)
    }

    private mutating func addFeedback(_ head: Substring, _ tail: Substring) {
        let feedback = tail.fields().joined(separator: " ")
        if head == "*" {
            feedbackOfAll.insert(feedback)
        } else if let type = Self.payloadType(head) {
            entries[Int(type)].feedback.insert(feedback)
        }
    }

    private mutating func findRetransmissions() {
        for type in order {
            guard let mapping = self[type].mapping, mapping.name.matches("rtx"),
                let text = FormatParameters(self[type].parameters)["apt"],
                let base = Self.payloadType(text.whole), retransmission[Int(base)] == 255,
                self[base].mapping?.clockRate == mapping.clockRate
            else { continue }
            retransmission[Int(base)] = type
        }
    }

    private static func payloadType(_ text: Substring) -> UInt8? {
        guard let type = UInt8(text), type < 128 else { return nil }
        return type
    }

    private static func isAuxiliary(_ name: String) -> Bool {
        ["rtx", "red", "ulpfec", "flexfec-03", "cn", "telephone-event"].contains(name.lowercased())
    }
}

extension UInt8 {
    /// A letter, a digit, `-` or `.`.
    fileprivate var isCodecNameByte: Bool {
        switch asciiLowercased {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Which family an address written out in digits belongs to; names have none.
enum IPLiteral: Equatable {
    /// Dotted decimal.
    case ipv4
    /// RFC 4291 §2.2, without a zone.
    case ipv6

    /// Nil when the text is no IP address.
    init?(_ text: String) {
        if Self.isIPv4(text.whole) {
            self = .ipv4
        } else if Self.isIPv6(text.whole) {
            self = .ipv6
        } else {
            return nil
        }
    }

    private static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                part.count <= 3 && part.allSatisfy { (0x30...0x39).contains($0) }
                    && UInt8(Substring(part)) != nil
            }
    }

    /// Eight groups, or fewer around one `::`; the last two may be an IPv4 address.
    private static func isIPv6(_ text: Substring) -> Bool {
        guard text.utf8.count <= 45, text.utf8.contains(.colon) else { return false }
        let halves = halves(of: text)
        guard halves.count <= 2 else { return false }
        var groups = 0
        for (index, half) in halves.enumerated() {
            guard let count = groupCount(half, mayEndInIPv4: index == halves.count - 1) else { return false }
            groups += count
        }
        return halves.count == 2 ? groups <= 7 : groups == 8
    }

    /// The text around each `::`; more than two parts mean that it is no address.
    private static func halves(of text: Substring) -> [Substring] {
        var halves: [Substring] = []
        var start = text.startIndex
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.utf8.index(after: index)
            if text.utf8[index] == .colon, next < text.endIndex, text.utf8[next] == .colon {
                halves.append(text[start..<index])
                index = text.utf8.index(after: next)
                start = index
            } else {
                index = next
            }
        }
        halves.append(text[start...])
        return halves
    }

    private static func groupCount(_ half: Substring, mayEndInIPv4: Bool) -> Int? {
        guard !half.isEmpty else { return 0 }
        let groups = half.utf8.split(separator: .colon, omittingEmptySubsequences: false)
        var count = 0
        for (index, group) in groups.enumerated() {
            if mayEndInIPv4, index == groups.count - 1, isIPv4(Substring(group)) {
                count += 2
            } else if (1...4).contains(group.count), group.allSatisfy({ $0.hexadecimalValue != nil }) {
                count += 1
            } else {
                return nil
            }
        }
        return count
    }
}

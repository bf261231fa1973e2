// SPDX-License-Identifier: Apache-2.0

/// An entity tag (RFC 9110 §8.8.3).
struct EntityTag: Equatable, Sendable {
    /// Whether it says `W/`.
    var isWeak = false
    /// What stands between the quotes.
    var opaque: String

    /// A strong tag.
    init(_ opaque: String) {
        self.opaque = opaque
    }

    /// The tag of `bytes`: a 64-bit FNV-1a hash and the length. Tells versions of our own texts apart; no
    /// defence against people who make collisions.
    init(of bytes: [UInt8]) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        opaque = String(hash, radix: 16) + "-" + String(bytes.count, radix: 16)
    }

    /// The tag as a field says it.
    var field: String {
        (isWeak ? "W/" : "") + "\"\(opaque)\""
    }
}

/// What `If-Match` and `If-None-Match` hold.
enum EntityTagCondition: Equatable, Sendable {
    /// `*`, or `"*"` as some clients write it (W21).
    case any
    /// One of these.
    case tags([EntityTag])

    /// The condition of a field's value. Tags without quotes are taken as they stand; what is no tag is left
    /// out.
    init(_ field: String) {
        let tags = field.utf8.count <= Limits.entityTagField ? Self.tags(in: field[...]) : []
        self = tags.contains(EntityTag("*")) ? .any : .tags(tags)
    }

    /// Whether the condition holds for a resource whose present tag is `tag` (RFC 9110 §13.1.1: strong
    /// comparison).
    func matchesStrongly(_ tag: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains { !$0.isWeak && !tag.isWeak && $0.opaque == tag.opaque }
        }
    }

    /// Whether the client has `tag` already (RFC 9110 §13.1.2: weak comparison).
    func matchesWeakly(_ tag: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains { $0.opaque == tag.opaque }
        }
    }

    /// Reads a list in one pass; a comma inside quotes is part of the tag.
    private static func tags(in field: Substring) -> [EntityTag] {
        var tags: [EntityTag] = []
        var rest = HTTPText.trimmed(field)
        while !rest.isEmpty {
            var isWeak = false
            if rest.hasPrefix("W/") {
                isWeak = true
                rest = rest.dropFirst(2)
            }
            let isQuoted = rest.first == "\""
            let body = isQuoted ? rest.dropFirst() : rest
            let opaque = body.prefix { isQuoted ? $0 != "\"" : $0 != "," }
            if !opaque.isEmpty {
                var tag = EntityTag(String(isQuoted ? opaque : HTTPText.trimmed(opaque)))
                tag.isWeak = isWeak
                tags.append(tag)
            }
            let afterTag = body[opaque.endIndex...].drop { $0 != "," }
            rest = HTTPText.trimmed(afterTag.dropFirst())
        }
        return tags
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The `a=extmap` lines of a section (RFC 8285 §5), each id and each URI once.
struct ExtensionOffer {
    private var offered: [NegotiatedExtension] = []

    init(_ media: MediaDescription) {
        var ids: Set<UInt8> = []
        var uris: Set<String> = []
        for text in media.attributes.values("extmap") {
            guard let one = Self.parse(text), !ids.contains(one.id), !uris.contains(one.uri) else { continue }
            ids.insert(one.id)
            uris.insert(one.uri)
            offered.append(one)
        }
    }

    /// Those of `supported` that are offered in a usable direction, with the offerer's ids.
    ///
    /// The transport-wide sequence number comes along only where its feedback was agreed on.
    func answered(_ supported: [String], peerSends: Bool, transportCC: Bool) -> [NegotiatedExtension] {
        offered.compactMap { one in
            guard supported.contains(one.uri) else { return nil }
            guard transportCC || one.uri != HeaderExtensionURI.transportCC else { return nil }
            guard let theirs = one.direction else { return one }
            guard peerSends ? theirs.sends : theirs.receives else { return nil }
            var ours = one
            ours.direction = peerSends ? .recvonly : .sendonly
            return ours
        }
    }

    /// Whether the extension is offered at all.
    func offers(_ uri: String) -> Bool {
        offered.contains { $0.uri == uri }
    }

    /// `id[/direction] uri [attributes]`; ids from 256 on are placeholders that we don't take.
    private static func parse(_ text: String) -> NegotiatedExtension? {
        let fields = text.whole.fields(limit: 3)
        guard fields.count >= 2 else { return nil }
        let (number, direction) = fields[0].cut(at: .slash)
        guard let id = UInt8(number), id > 0, fields[1].isVisibleASCII else { return nil }
        var one = NegotiatedExtension(id: id, uri: String(fields[1]))
        if let direction {
            guard let known = Direction(rawValue: String(direction)) else { return nil }
            one.direction = known
        }
        return one
    }
}

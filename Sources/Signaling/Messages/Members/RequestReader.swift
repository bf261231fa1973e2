// SPDX-License-Identifier: Apache-2.0

/// The fields of one request, read one by one; what is wrong is refused with the field's name.
///
/// Fields that nobody asks for are ignored, `null` is as good as missing.
struct RequestReader {
    let object: JSONObject

    /// An optional text of at most `limit` bytes.
    func text(_ name: String, limit: Int = Limits.messageText) throws(MemberRefusal) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string, text.utf8.count <= limit else { throw bad(name) }
        return text
    }

    /// A name of a user, a room or a channel: 1 to 128 characters without control characters, trimmed.
    func name(_ field: String) throws(MemberRefusal) -> String {
        guard let name = try optionalName(field) else { throw bad(field) }
        return name
    }

    /// The same if the field is there.
    func optionalName(_ field: String) throws(MemberRefusal) -> String? {
        guard let text = try text(field) else { return nil }
        let scalars = text.unicodeScalars.drop(while: \.properties.isWhitespace)
        let end = scalars.lastIndex { !$0.properties.isWhitespace }
        guard let end, scalars[...end].count <= Limits.nameLength,
            scalars[...end].allSatisfy({ $0.properties.generalCategory != .control })
        else { throw bad(field) }
        return String(scalars[...end])
    }

    /// A truth value; false if it is missing.
    func flag(_ name: String) throws(MemberRefusal) -> Bool {
        try optionalFlag(name) ?? false
    }

    /// A truth value.
    func optionalFlag(_ name: String) throws(MemberRefusal) -> Bool? {
        guard let value = object[name] else { return nil }
        guard let flag = value.bool else { throw bad(name) }
        return flag
    }

    /// A whole number in `range`.
    func number(_ name: String, in range: ClosedRange<Int>) throws(MemberRefusal) -> Int? {
        guard let value = object[name] else { return nil }
        guard let number = value.integer, range.contains(number) else { throw bad(name) }
        return number
    }

    /// One of the words that `Word` spells.
    func word<Word: RawRepresentable<String>>(
        _ name: String, _: Word.Type = Word.self
    ) throws(MemberRefusal) -> Word? {
        guard let text = try text(name) else { return nil }
        guard let word = Word(rawValue: text) else { throw bad(name) }
        return word
    }

    /// An `extra`: an object without a `password`, which never is for others.
    func extra(_ name: String = "extra") throws(MemberRefusal) -> JSONText? {
        guard let value = object[name] else { return nil }
        guard value.bytes.count <= Limits.memberExtra, let object = value.object else { throw bad(name) }
        return object["password"] == nil ? value : object.removing("password")
    }

    /// A `session` or `as`: kinds and directions.
    func session(_ name: String) throws(MemberRefusal) -> MediaSession? {
        guard let value = object[name] else { return nil }
        guard let object = value.object else { throw bad(name) }
        var session = MediaSession()
        for kind in MediaKind.allCases {
            guard let flow = object[kind.rawValue] else { continue }
            let isTwoWay = flow.string == "two-way"
            guard let flows = isTwoWay ? true : flow.bool else { throw bad(name) }
            if flows { session.kinds.insert(kind) }
            if isTwoWay { session.twoWay.insert(kind) }
        }
        let nested = RequestReader(object: object)
        do {
            session.isOneWay = try nested.flag("oneway")
            session.isBroadcast = try nested.flag("broadcast")
        } catch {
            throw bad(name)
        }
        return session
    }

    /// A list of at most `limit` texts.
    func texts(_ name: String, limit: Int) throws(MemberRefusal) -> [String]? {
        guard let value = object[name] else { return nil }
        guard let texts = value.strings, texts.count <= limit else { throw bad(name) }
        return texts
    }

    /// A set of kinds, as `{"audio": true}`.
    func kinds(_ name: String) throws(MemberRefusal) -> Set<MediaKind>? {
        try session(name)?.kinds
    }

    /// The refusal of a field.
    func bad(_ field: String) -> MemberRefusal {
        MemberRefusal(.badArgument, "the field is missing or can't be this", field: field)
    }
}

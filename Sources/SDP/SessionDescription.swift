// SPDX-License-Identifier: Apache-2.0

/// A session description (RFC 8866), as far as offers and answers of WebRTC need it (RFC 8829).
///
/// The value keeps what it understands (`o= s= t= c= b= a= m=`) and drops the rest, so that reading
/// what it wrote gives the same value again. It is bounded by ``SDPLimits``.
public struct SessionDescription: Equatable, Sendable {
    /// What stands after `o=`: six fields.
    public var origin: String
    /// What stands after `s=`.
    public var name: String
    /// What stands after `t=`.
    public var timing: String
    /// The session's `c=`, if there is one before the first `m=`.
    public var connection: String?
    /// The session's `a=` lines in order.
    public var attributes: [Attribute]
    /// The `m=` sections in order.
    public var media: [MediaDescription]

    /// A description of our own with the given session id (RFC 8829 §5.2.1: below 2^63) and version.
    public init(sessionID: UInt64, version: UInt64 = 1) {
        self.init(origin: "- \(sessionID & UInt64(Int64.max)) \(version) IN IP4 127.0.0.1")
    }

    /// Reads a description. Lines may end in CRLF or LF.
    ///
    /// Takes time linear in the length of the text. Throws when the text is no description or passes
    /// a bound; what the session means is not judged here.
    public init(parsing bytes: [UInt8]) throws(SDPError) {
        self = try SessionParser.parse(bytes)
    }

    init(origin: String) {
        self.origin = origin
        self.name = "-"
        self.timing = "0 0"
        self.connection = nil
        self.attributes = []
        self.media = []
    }

    /// The text, each line ended by CRLF (RFC 8866 §5).
    public func serialized() -> String {
        var text = "v=0\r\no=\(origin)\r\ns=\(name)\r\n"
        if let connection { text += "c=\(connection)\r\n" }
        text += "t=\(timing)\r\n"
        for attribute in attributes { text += "a=\(attribute.text)\r\n" }
        for section in media { section.write(to: &text) }
        return text
    }

    /// The mids of the first BUNDLE group (RFC 8843 §7); empty without one.
    public var bundle: [String] {
        for group in attributes.values("group") {
            let fields = group.whole.fields()
            if fields.first == "BUNDLE" { return fields.dropFirst().map { String($0) } }
        }
        return []
    }

    /// The direction of a section: its own, else the session's, else both ways (RFC 8866 §6.7).
    public func direction(of section: MediaDescription) -> Direction {
        section.direction ?? attributes.direction ?? .sendrecv
    }
}

extension MediaDescription {
    fileprivate func write(to text: inout String) {
        text += "m=\(type) \(port) \(transport) \(formats.joined(separator: " "))\r\n"
        if let connection { text += "c=\(connection)\r\n" }
        for bandwidth in bandwidths { text += "b=\(bandwidth)\r\n" }
        for attribute in attributes { text += "a=\(attribute.text)\r\n" }
    }
}

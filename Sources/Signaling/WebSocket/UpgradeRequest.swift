// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// What a request's fields say of a WebSocket (RFC 6455 §4.2.1). Pure; whether its path is one is not asked
/// here.
///
/// Every `Origin` is welcome, as in ``CrossOrigin`` and for the same reason: no cookie is ever looked at, and
/// the token travels in the first message.
enum UpgradeRequest: Equatable {
    /// It asks for none.
    case none
    /// It asks for one and may have it; the subprotocol to answer with, nil if none was offered.
    case acceptable(subprotocol: String?)
    /// It asks for one, wrongly.
    case refused(Fault)

    /// What is wrong.
    enum Fault: Equatable {
        /// Not version 13.
        case version
        /// Not one key of 16 bytes in Base64.
        case key
        /// Subprotocols were offered, and ours is none of them.
        case subprotocol
        /// There is a body, which would be read as frames.
        case body
    }

    /// The one subprotocol (RFC 6455 §1.9): the major version of docs/protocol.md's messages.
    static let subprotocol = "longwave.v1"
    /// The one version (RFC 6455 §4.1).
    static let version = "13"

    /// What `request` says.
    init(_ request: HTTPRequest) {
        let fields = request.headerFields
        guard request.method == .get, Self.tokens(fields[.upgrade]).contains("websocket"),
            Self.tokens(fields[.connection]).contains("upgrade")
        else {
            self = .none
            return
        }
        let offered = Self.list(fields[.secWebSocketProtocol])
        if fields[.secWebSocketVersion] != Self.version {
            self = .refused(.version)
        } else if !Self.isKey(fields[.secWebSocketKey]) {
            self = .refused(.key)
        } else if fields[.transferEncoding] != nil || (fields[.contentLength] ?? "0") != "0" {
            self = .refused(.body)
        } else if !offered.isEmpty, !offered.contains(Self.subprotocol) {
            self = .refused(.subprotocol)
        } else {
            self = .acceptable(subprotocol: offered.isEmpty ? nil : Self.subprotocol)
        }
    }

    /// 16 bytes in Base64 (RFC 4648 §4): 22 characters and two of padding. Two fields would have come joined
    /// by a comma.
    private static func isKey(_ field: String?) -> Bool {
        guard let field, field.utf8.count == 24, field.hasSuffix("==") else { return false }
        return field.utf8.dropLast(2).allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                true
            default: false
            }
        }
    }

    /// The members of a list field (RFC 9110 §5.6.1).
    private static func list(_ field: String?) -> [String] {
        (field ?? "").split(separator: ",").map { String(HTTPText.trimmed($0)) }.filter { !$0.isEmpty }
    }

    /// The same of a field whose members are compared case-insensitively.
    private static func tokens(_ field: String?) -> [String] {
        list(field?.lowercased())
    }
}

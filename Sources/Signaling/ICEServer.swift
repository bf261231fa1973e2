// SPDX-License-Identifier: Apache-2.0

/// One STUN or TURN server that clients are told about, as one `Link` header field (RFC 9725 §4.6, W12).
public struct ICEServer: Sendable, Equatable {
    /// The server's URL (RFC 7064, RFC 7065), e.g. `stun:stun.example.org:3478` or
    /// `turn:turn.example.org:3478?transport=udp`.
    public var url: String
    /// The TURN user name.
    public var username: String?
    /// The TURN password.
    public var credential: String?

    /// A server; `username` and `credential` go together.
    public init(url: String, username: String? = nil, credential: String? = nil) {
        self.url = url
        self.username = username
        self.credential = credential
    }

    /// Why this can't stand in a `Link` header field that OBS and GStreamer can read, or nil if it can.
    ///
    /// Both split the field at every `,` and `;`, quoted or not, so that neither may occur in a value.
    var fault: String? {
        let schemes = ["stun:", "stuns:", "turn:", "turns:"]
        guard schemes.contains(where: { url.hasPrefix($0) }) else {
            return "an ICE server's URL begins with stun:, stuns:, turn: or turns:"
        }
        guard (username == nil) == (credential == nil) else {
            return "an ICE server has both a user name and a credential, or neither"
        }
        for value in [url, username ?? "", credential ?? ""] where !value.utf8.allSatisfy(Self.isPlain) {
            return
                "an ICE server's values hold printable ASCII without blanks, commas, semicolons, quotes and <>"
        }
        return nil
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7e).contains(byte) && !#",;"<>\"#.utf8.contains(byte)
    }

    /// The `Link` field's value.
    var link: String {
        var value = #"<\#(url)>; rel="ice-server""#
        if let username, let credential {
            value += #"; username="\#(username)"; credential="\#(credential)"; credential-type="password""#
        }
        return value
    }
}

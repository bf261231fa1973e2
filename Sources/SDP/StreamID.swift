// SPDX-License-Identifier: Apache-2.0

/// The names of media streams in `a=msid` (RFC 8830 §2).
public enum StreamID {
    /// Whether a text can name a media stream: 1 to 64 token characters (RFC 8830 §2, RFC 8866 §9).
    public static func isValid(_ text: String) -> Bool {
        (1...SDPLimits.streamIDCharacters).contains(text.utf8.count) && text.utf8.allSatisfy(\.isTokenByte)
    }
}

extension UInt8 {
    /// `token-char`: visible ASCII without `"(),/:;<=>?@[\]`.
    fileprivate var isTokenByte: Bool {
        (0x21...0x7E).contains(self) && !"\"(),/:;<=>?@[\\]".utf8.contains(self)
    }
}

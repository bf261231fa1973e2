// SPDX-License-Identifier: Apache-2.0

/// A media type without its parameters, in lower case (RFC 9110 §8.3.1).
struct MediaType: Hashable, Sendable {
    /// `type/subtype`.
    let essence: String

    static let sdp = MediaType(essence: "application/sdp")
    static let fragment = MediaType(essence: "application/trickle-ice-sdpfrag")
    static let json = MediaType(essence: "application/json")
    static let problem = MediaType(essence: Problem.mediaType)

    /// The type that a `Content-Type` field, or one range of an `Accept` field, names.
    init(_ field: some StringProtocol) {
        let end = field.firstIndex(of: ";") ?? field.endIndex
        essence = String(HTTPText.trimmed(field[..<end])).lowercased()
    }

    private init(essence: String) {
        self.essence = essence
    }

    /// The ranges that an `Accept` field names, without their weights.
    static func ranges(_ accept: String) -> [MediaType] {
        accept.split(separator: ",").map { MediaType($0) }
    }
}

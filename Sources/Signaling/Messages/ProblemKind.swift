// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// Every kind of error that HTTP clients see. The raw value is the end of the problem's `type` and stays as
/// it is.
enum ProblemKind: String, CaseIterable, Sendable {
    case invalidName = "invalid-name"
    case unreadable = "unreadable"
    case malformed = "malformed"
    case badHandshake = "bad-handshake"
    case unauthorized = "unauthorized"
    case forbidden = "forbidden"
    case notPublic = "not-public"
    case notFound = "not-found"
    case noSuchSession = "no-such-session"
    case noSuchRoom = "no-such-room"
    case methodNotAllowed = "method-not-allowed"
    case notAcceptable = "not-acceptable"
    case slowBody = "slow-body"
    case notLive = "not-live"
    case alreadyPublishing = "already-publishing"
    case staleTag = "stale-tag"
    case tooLarge = "too-large"
    case mediaType = "media-type"
    case unusable = "unusable"
    case upgradeRequired = "upgrade-required"
    case tagRequired = "tag-required"
    case tooManyRequests = "too-many-requests"
    case tooManyCandidates = "too-many-candidates"
    case internalError = "internal"
    case exhausted = "exhausted"
    case draining = "draining"

    /// The URI in a problem document.
    var type: String { "urn:longwave:error:\(rawValue)" }

    /// The status code.
    var status: HTTPResponse.Status {
        switch self {
        case .invalidName, .unreadable, .malformed, .badHandshake: .badRequest
        case .unauthorized: .unauthorized
        case .forbidden, .notPublic: .forbidden
        case .notFound, .noSuchSession, .noSuchRoom: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .notAcceptable: .notAcceptable
        case .slowBody: .requestTimeout
        case .notLive, .alreadyPublishing: .conflict
        case .staleTag: .preconditionFailed
        case .tooLarge: .contentTooLarge
        case .mediaType: .unsupportedMediaType
        case .unusable: .unprocessableContent
        case .upgradeRequired: .upgradeRequired
        case .tagRequired: .preconditionRequired
        case .tooManyRequests, .tooManyCandidates: .tooManyRequests
        case .internalError: .internalServerError
        case .exhausted, .draining: .serviceUnavailable
        }
    }

    /// The kind in a few words.
    var title: String {
        switch self {
        case .invalidName: "Names are 1 to 128 of A-Z a-z 0-9 . _ -"
        case .unreadable: "The request can't be read as HTTP/1.1, or its head is too large"
        case .malformed: "The body can't be parsed"
        case .badHandshake: "The WebSocket handshake can't be accepted"
        case .unauthorized: "A valid bearer token is needed"
        case .forbidden: "The token is not good for this"
        case .notPublic: "The room is not open to everybody"
        case .notFound: "Nothing is here"
        case .noSuchSession: "No such session"
        case .noSuchRoom: "Nobody is in that room"
        case .methodNotAllowed: "The method is not for this resource"
        case .notAcceptable: "There is no coding of this that Accept-Encoding admits"
        case .slowBody: "The body took too long"
        case .notLive: "Not live at the moment"
        case .alreadyPublishing: "The broadcast has a publisher"
        case .staleTag: "The entity tag is not the present one"
        case .tooLarge: "The body is too large"
        case .mediaType: "The media type is not for this resource"
        case .unusable: "The offer can't be used"
        case .upgradeRequired: "Here is a WebSocket, version 13"
        case .tagRequired: "If-Match is needed"
        case .tooManyRequests: "Too many requests"
        case .tooManyCandidates: "Too many candidates"
        case .internalError: "Something went wrong here"
        case .exhausted: "No room for another session"
        case .draining: "The relay is about to stop"
        }
    }

    /// Whether the same request may succeed later, so that `Retry-After` is told.
    var isTemporary: Bool {
        switch self {
        case .notLive, .alreadyPublishing, .tooManyRequests, .tooManyCandidates, .exhausted, .draining: true
        default: false
        }
    }
}

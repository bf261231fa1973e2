// SPDX-License-Identifier: Apache-2.0

/// Why a request was refused, as the client is told.
struct MemberRefusal: Error, Equatable, Sendable {
    /// The stable code of `docs/protocol.md`.
    enum Code: String, Sendable, CaseIterable {
        case badJSON = "bad-json"
        case badArgument = "bad-argument"
        case unknownType = "unknown-type"
        case unsupportedProto = "unsupported-proto"
        case unauthorized = "unauthorized"
        case notAllowed = "not-allowed"
        case notInRoom = "not-in-room"
        case roomExists = "room-exists"
        case roomNotFound = "room-not-found"
        case roomFull = "room-full"
        case roomClosed = "room-closed"
        case passwordRequired = "password-required"
        case invalidPassword = "invalid-password"
        case tooManyAttempts = "too-many-attempts"
        case rejected = "rejected"
        case knockTimeout = "knock-timeout"
        case banned = "banned"
        case useridTaken = "userid-taken"
        case unknownUser = "unknown-user"
        case unknownStream = "unknown-stream"
        case unknownFile = "unknown-file"
        case staleRev = "stale-rev"
        case sdpError = "sdp-error"
        case limitExceeded = "limit-exceeded"
        case rateLimited = "rate-limited"
        case busy = "busy"
        case resumeFailed = "resume-failed"
    }

    /// What is wrong, for programs.
    var code: Code
    /// What is wrong, for people; never a piece of what was sent.
    var message: String
    /// The field that is wrong.
    var field: String?
    /// When to try again.
    var retryAfter: Duration?
    /// A userid that is free.
    var suggestion: String?

    /// A refusal with its code and sentence.
    init(_ code: Code, _ message: String, field: String? = nil) {
        self.code = code
        self.message = message
        self.field = field
    }
}

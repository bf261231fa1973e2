// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// A problem document (RFC 9457), the body of every error.
struct Problem: Codable, Equatable, Sendable {
    /// The document's media type.
    static let mediaType = "application/problem+json"

    /// A URI that names the kind of problem and never changes; see ``ProblemKind``.
    var type: String
    /// The kind in a few words.
    var title: String
    /// The HTTP status code.
    var status: Int
    /// What is wrong this time, in a sentence; never a piece of what the client sent.
    var detail: String?

    /// The document of a kind of problem.
    init(_ kind: ProblemKind, detail: String? = nil) {
        type = kind.type
        title = kind.title
        status = kind.status.code
        self.detail = detail.map { LogText.clean($0, limit: Limits.problemDetail / 4) }
    }
}

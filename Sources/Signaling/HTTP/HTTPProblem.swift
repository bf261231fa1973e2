// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// An error answer: a problem document and the fields that go with it.
struct HTTPProblem: Error {
    /// What is wrong.
    let kind: ProblemKind
    /// This time's sentence.
    var detail: String?
    /// Further fields, e.g. `WWW-Authenticate`.
    var fields = HTTPFields()
    /// The time to wait, if it is known better than the configured one.
    var retryAfter: Duration?

    /// A problem of a kind.
    init(_ kind: ProblemKind, detail: String? = nil, fields: HTTPFields = [:], retryAfter: Duration? = nil) {
        self.kind = kind
        self.detail = detail
        self.fields = fields
        self.retryAfter = retryAfter
    }

    /// The problem that a client is told when the control plane refuses.
    init(refusedBy error: ControlPlaneError) {
        switch error {
        case .draining: self.init(.draining)
        case .refused(let refusal): self.init(refusal: refusal)
        case .media(let error): self.init(media: error)
        }
    }

    private init(refusal: RoomRefusal) {
        switch refusal {
        case .alreadyPublishing: self.init(.alreadyPublishing)
        case .notLive: self.init(.notLive)
        case .notPublic: self.init(.notPublic)
        case .tooManyBroadcasts:
            self.init(.exhausted, detail: "The room has as many broadcasts as it may have.")
        case .tooManyProgrammes:
            self.init(.exhausted, detail: "As many rooms as may be have a programme.")
        case .tooManySessions: self.init(.exhausted, detail: "The relay has as many sessions as it may have.")
        case .tooManyUnconnected: self.init(.exhausted, detail: "Too many sessions are still connecting.")
        }
    }

    private init(media error: MediaPlaneError) {
        switch error {
        case .malformed(let reason): self.init(.malformed, detail: reason)
        case .unusable(let reason): self.init(.unusable, detail: reason)
        case .notLive: self.init(.notLive)
        case .staleAnswer: self.init(.staleTag)
        case .noSuchSession: self.init(.noSuchSession)
        case .exhausted(let reason): self.init(.exhausted, detail: reason)
        case .shuttingDown: self.init(.draining)
        case .tooManyCandidates: self.init(.tooManyCandidates)
        }
    }

    /// The answer; `retryAfter` is the configured time to wait.
    func response(retryAfter configured: Duration) -> Response {
        var fields = fields
        fields[.cacheControl] = "no-store"
        if kind.isTemporary {
            fields[.retryAfter] = "\((retryAfter ?? configured).retrySeconds)"
        }
        let body = (try? JSONMessage.encode(Problem(kind, detail: detail))) ?? []
        return .bytes(body, type: Problem.mediaType, status: kind.status, fields: fields)
    }
}

// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// One session's resource: trickled candidates, ICE restarts, the answer to a counter-offer, and the end.
struct SessionResource: Sendable {
    let control: ControlPlane
    let gate: Gate

    /// What `Allow` says.
    static let methods = "OPTIONS, GET, HEAD, PATCH, DELETE"

    /// GET and HEAD: whether there is such a session; nothing else (W3).
    func describe(_ id: SessionID) async throws(HTTPProblem) -> Response {
        guard await control.session(id) != nil else { throw HTTPProblem(.noSuchSession) }
        return Response(status: .ok, headers: [.allow: Self.methods, .cacheControl: "no-store"])
    }

    /// OPTIONS: also the CORS preflight.
    func options() -> Response {
        var fields: HTTPFields = [.acceptPatch: MediaType.fragment.essence, .allow: Self.methods]
        CrossOrigin.allow(Self.methods, in: &fields)
        return Response(status: .noContent, headers: fields)
    }

    /// PATCH (RFC 9725 §4.3, W20 to W24).
    func patch(
        _ id: SessionID,
        _ request: Request,
        _ context: SignalingContext
    ) async throws(HTTPProblem) -> Response {
        try gate.limit(.patch, request, context)
        let session = try await authorized(id, request)
        switch request.headers[.contentType].map({ MediaType($0) }) {
        case .fragment?:
            return try await patchICE(session, request, context)
        case .sdp? where session.phase == .counterOffered:
            return try await acceptCounterOffer(session, request, context)
        default:
            throw HTTPProblem(.mediaType, fields: [.acceptPatch: MediaType.fragment.essence])
        }
    }

    /// DELETE: 200 without a body, since OBS warns on 204; `If-Match` is not looked at (W25).
    func delete(_ id: SessionID, _ request: Request) async throws(HTTPProblem) -> Response {
        let session = try await authorized(id, request)
        guard await control.leave(session.id) else { throw HTTPProblem(.noSuchSession) }
        return Response(status: .ok)
    }

    private func authorized(_ id: SessionID, _ request: Request) async throws(HTTPProblem) -> Session {
        guard let session = await control.session(id) else {
            try gate.authorizeForUnknownSession(request)
            throw HTTPProblem(.noSuchSession)
        }
        try gate.authorize(request, for: session.role.right)
        return session
    }

    private func patchICE(
        _ session: Session,
        _ request: Request,
        _ context: SignalingContext
    ) async throws(HTTPProblem) -> Response {
        guard let field = request.headers[.ifMatch] else { throw HTTPProblem(.tagRequired) }
        let condition = EntityTagCondition(field)
        guard condition.matchesStrongly(EntityTag(session.iceTag ?? "")) else {
            throw HTTPProblem(.staleTag)
        }
        let fragment = try await gate.body(request, context)
        do {
            switch condition {
            case .any:
                return restarted(try await control.restart(session.id, fragment: fragment))
            case .tags:
                try await control.trickle(session.id, fragment: fragment)
                return Response(status: .noContent)
            }
        } catch {
            throw HTTPProblem(refusedBy: error)
        }
    }

    private func restarted(_ restart: MediaRestart?) -> Response {
        // The same ufrag with `*` is no restart, and the session goes on (W22).
        guard let restart else { return Response(status: .noContent) }
        return .text(
            restart.fragment,
            type: MediaType.fragment.essence,
            fields: [.eTag: EntityTag(restart.iceTag).field, .cacheControl: "no-store"]
        )
    }

    private func acceptCounterOffer(
        _ session: Session,
        _ request: Request,
        _ context: SignalingContext
    ) async throws(HTTPProblem) -> Response {
        let answer = try await gate.body(request, context)
        do {
            try await control.acceptCounterOffer(session.id, answer: answer)
        } catch {
            throw HTTPProblem(refusedBy: error)
        }
        return Response(status: .noContent)
    }
}

extension Session.Role {
    /// The right that acting on such a session needs.
    var right: AccessPolicy.Right {
        switch self {
        case .publisher: .publish
        case .viewer: .play
        }
    }
}

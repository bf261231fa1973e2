// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// `/v1/rooms/{room}/programme`: what the room's viewers see.
struct ProgrammeResource: Sendable {
    let control: ControlPlane
    let gate: Gate

    /// What `Allow` says.
    static let methods = "OPTIONS, PUT, DELETE"

    /// OPTIONS: also the CORS preflight.
    func options() -> Response {
        var fields: HTTPFields = [.allow: Self.methods]
        CrossOrigin.allow(Self.methods, in: &fields)
        return Response(status: .noContent, headers: fields)
    }

    /// PUT: puts a broadcast on air, and others on stand-by. 200, since some clients warn on 204.
    func put(
        _ room: String,
        _ request: Request,
        _ context: SignalingContext
    ) async throws(HTTPProblem) -> Response {
        try gate.limit(.patch, request, context)
        try gate.authorize(request, for: .publish)
        guard request.headers[.contentType].map({ MediaType($0) }) == .json else {
            throw HTTPProblem(.mediaType, detail: "A programme is application/json.")
        }
        guard let wish = ProgrammeMessage(json: try await gate.body(request, context)) else {
            throw HTTPProblem(.malformed, detail: "A programme has a broadcast, and perhaps a list standby.")
        }
        let standby = wish.standby ?? []
        guard ([wish.broadcast] + standby).allSatisfy({ Name.isValid($0) }) else {
            throw HTTPProblem(.invalidName)
        }
        guard standby.count <= Limits.standbys, Set(standby).count == standby.count else {
            throw HTTPProblem(.malformed, detail: "At most \(Limits.standbys) stand by, each named once.")
        }
        do {
            try await control.setProgramme(wish.broadcast, standby: standby, of: room)
        } catch {
            throw HTTPProblem(refusedBy: error)
        }
        return Response(status: .ok)
    }

    /// DELETE: the room has no programme any more.
    func delete(_ room: String, _ request: Request) async throws(HTTPProblem) -> Response {
        try gate.authorize(request, for: .publish)
        guard await control.endProgramme(of: room) else { throw HTTPProblem(.notFound) }
        return Response(status: .ok)
    }
}

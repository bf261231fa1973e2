// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Logging

/// Answers every request: finds the resource, runs the method, and turns problems into documents.
///
/// Never answers with a redirect (W6), and never lets an error out.
struct SignalingResponder: HTTPResponder {
    let endpoint: SessionEndpoint
    let sessions: SessionResource
    let rooms: RoomsResource
    let programmes: ProgrammeResource
    /// Nil: nobody has pictures.
    let previews: PreviewsResource?
    let operations: OperationsResource
    let pages: PagesResource
    let client: ClientScripts
    let demos: DemosResource
    /// Nil: there are no WebSockets.
    let sockets: SocketEndpoint?
    let requestLog: RequestLog
    let defaultBroadcast: String
    let retryAfter: Duration

    /// Answers one request.
    func respond(to request: Request, context: SignalingContext) async -> Response {
        let span = requestLog.begin()
        let route = Route(path: request.uri.path, defaultBroadcast: defaultBroadcast)
        var response: Response
        do {
            response = try await answer(route, request, context)
        } catch {
            response = error.response(retryAfter: retryAfter)
        }
        CrossOrigin.mark(&response, for: request)
        response.headers[.xContentTypeOptions] = "nosniff"
        if request.method == .head {
            response = response.createHeadResponse()
        }
        requestLog.end(span, route, request.method, response.status)
        return response
    }

    private func answer(
        _ route: Route,
        _ request: Request,
        _ context: SignalingContext
    ) async throws(HTTPProblem) -> Response {
        switch route {
        case .publish, .watch: try await answerEndpoint(route, request, context)
        case .session(let id): try await answerSession(id, request, context)
        case .programme(let room): try await answerProgramme(room, request, context)
        case .socket: throw sockets?.refusal(request, context) ?? HTTPProblem(.notFound)
        case .invalidName: throw HTTPProblem(.invalidName)
        case .unknown: throw HTTPProblem(.notFound)
        default: try await answerReadOnly(route, request)
        }
    }

    private func answerEndpoint(
        _ route: Route,
        _ request: Request,
        _ context: SignalingContext
    ) async throws(HTTPProblem) -> Response {
        switch (request.method, route) {
        case (.post, .publish(let broadcast)): try await endpoint.publish(broadcast, request, context)
        case (.post, .watch(let target)): try await endpoint.watch(target, request, context)
        case (.get, _), (.head, _): endpoint.describe()
        case (.options, _): endpoint.options()
        default: throw HTTPProblem(.methodNotAllowed, fields: [.allow: SessionEndpoint.methods])
        }
    }

    private func answerSession(
        _ id: SessionID,
        _ request: Request,
        _ context: SignalingContext
    ) async throws(HTTPProblem) -> Response {
        switch request.method {
        case .patch: try await sessions.patch(id, request, context)
        case .delete: try await sessions.delete(id, request)
        case .get, .head: try await sessions.describe(id)
        case .options: sessions.options()
        default: throw HTTPProblem(.methodNotAllowed, fields: [.allow: SessionResource.methods])
        }
    }

    private func answerProgramme(
        _ room: String,
        _ request: Request,
        _ context: SignalingContext
    ) async throws(HTTPProblem) -> Response {
        switch request.method {
        case .put: try await programmes.put(room, request, context)
        case .delete: try await programmes.delete(room, request)
        case .options: programmes.options()
        default: throw HTTPProblem(.methodNotAllowed, fields: [.allow: ProgrammeResource.methods])
        }
    }

    private func answerReadOnly(_ route: Route, _ request: Request) async throws(HTTPProblem) -> Response {
        let methods = "OPTIONS, GET, HEAD"
        switch request.method {
        case .get, .head:
            return try await read(route, request)
        case .options:
            var fields: HTTPFields = [.allow: methods]
            CrossOrigin.allow(methods, in: &fields)
            return Response(status: .noContent, headers: fields)
        default:
            throw HTTPProblem(.methodNotAllowed, fields: [.allow: methods])
        }
    }

    private func read(_ route: Route, _ request: Request) async throws(HTTPProblem) -> Response {
        switch route {
        case .rooms: try await rooms.list(request)
        case .room(let name): try await rooms.detail(name, request)
        case .preview(let id): try picture(id, request)
        case .health: operations.health()
        case .readiness: try await operations.readiness()
        case .metrics: await operations.page()
        case .page(let page): try pages.page(page, request)
        case .asset(let name): try pages.asset(name, request)
        case .client(let file): try client.get(file, request)
        case .demo(let name): try demos.get(name, request)
        case .publish, .watch, .session, .programme, .socket, .invalidName, .unknown:
            throw HTTPProblem(.notFound)
        }
    }

    private func picture(_ id: String, _ request: Request) throws(HTTPProblem) -> Response {
        guard let previews else { throw HTTPProblem(.notFound) }
        return try previews.picture(id, request)
    }
}

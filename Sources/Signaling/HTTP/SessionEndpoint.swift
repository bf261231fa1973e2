// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// The WHIP and WHEP endpoints: where sessions are opened (RFC 9725 §4.2, draft-ietf-wish-whep-03 §4.2).
struct SessionEndpoint: Sendable {
    let control: ControlPlane
    let gate: Gate
    let links: [String]

    /// What `Allow` says.
    static let methods = "OPTIONS, GET, HEAD, POST"

    /// POST on a WHIP endpoint.
    func publish(
        _ broadcast: BroadcastID,
        _ request: Request,
        _ context: SignalingContext
    ) async throws(HTTPProblem) -> Response {
        let offer = try await offer(request, context, right: .publish)
        do {
            return created(try await control.publish(broadcast, offer: offer), status: .created)
        } catch {
            throw HTTPProblem(refusedBy: error)
        }
    }

    /// POST on a WHEP endpoint.
    func watch(
        _ target: WatchTarget,
        _ request: Request,
        _ context: SignalingContext
    ) async throws(HTTPProblem) -> Response {
        let offer = try await offer(request, context, right: .play)
        let outcome: WatchOutcome
        do {
            outcome = try await control.watch(
                target, offer: offer, allowCounterOffer: takesCounterOffer(request))
        } catch {
            throw HTTPProblem(refusedBy: error)
        }
        switch outcome {
        case .answered(let session): return created(session, status: .created)
        // draft-ietf-wish-whep-03 §4.2: 406 carries the server's own offer (W18).
        case .counterOffered(let session): return created(session, status: .notAcceptable)
        }
    }

    /// GET and HEAD: there is something here, and what it takes (W3, W4).
    func describe() -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: MediaType.sdp.essence, .acceptPost: MediaType.sdp.essence, .allow: Self.methods,
                .cacheControl: "no-store",
            ]
        )
    }

    /// OPTIONS: also the CORS preflight; no ICE servers here, since no token is looked at (W1).
    func options() -> Response {
        var fields: HTTPFields = [.acceptPost: MediaType.sdp.essence, .allow: Self.methods]
        CrossOrigin.allow(Self.methods, in: &fields)
        return Response(status: .noContent, headers: fields)
    }

    private func offer(
        _ request: Request,
        _ context: SignalingContext,
        right: AccessPolicy.Right
    ) async throws(HTTPProblem) -> [UInt8] {
        try gate.limit(.post, request, context)
        try gate.authorize(request, for: right)
        // Draining is told before a body is read; the control plane looks again.
        if await control.isDraining {
            throw HTTPProblem(.draining)
        }
        guard request.headers[.contentType].map({ MediaType($0) }) == .sdp else {
            throw HTTPProblem(.mediaType, fields: [.acceptPost: MediaType.sdp.essence])
        }
        return try await gate.body(request, context)
    }

    /// A client that names problem documents and not SDP wants the reason, not a counter-offer.
    private func takesCounterOffer(_ request: Request) -> Bool {
        let ranges = MediaType.ranges(request.headers[.accept] ?? "")
        return !ranges.contains(.problem) || ranges.contains(.sdp)
    }

    private func created(_ session: OpenedSession, status: HTTPResponse.Status) -> Response {
        var fields: HTTPFields = [
            .location: Route.path(of: session.id),
            .eTag: EntityTag(session.iceTag).field,
            .acceptPatch: MediaType.fragment.essence,
            .cacheControl: "no-store",
        ]
        // One field line for each server: GStreamer keeps one a line (W12).
        for link in links {
            fields.append(HTTPField(name: .link, value: link))
        }
        return .text(session.sdp, type: MediaType.sdp.essence, status: status, fields: fields)
    }
}

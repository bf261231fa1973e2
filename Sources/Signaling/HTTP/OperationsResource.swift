// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// `/healthz`, `/readyz` and `/metrics`: for machines that watch the relay. They need no token and tell no
/// name.
struct OperationsResource: Sendable {
    let control: ControlPlane
    /// Nil: there are no members.
    let members: MemberService<Socket>?
    let metrics: PrometheusMetrics

    /// The process answers.
    func health() -> Response {
        .text("ok\n", fields: [.cacheControl: "no-store"])
    }

    /// New sessions are taken: 503 while draining.
    func readiness() async throws(HTTPProblem) -> Response {
        if await control.isDraining {
            throw HTTPProblem(.draining)
        }
        return .text("ready\n", fields: [.cacheControl: "no-store"])
    }

    /// Everything that is counted, in Prometheus text.
    func page() async -> Response {
        let families = MediaMetrics.families(
            await control.statistics(),
            rooms: await control.rooms(),
            sessions: await control.sessionCounts(),
            members: members?.counts()
        )
        let text = PrometheusText.render(metrics.families() + families)
        return .text(text, type: PrometheusText.mediaType, fields: [.cacheControl: "no-store"])
    }
}

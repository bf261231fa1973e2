// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Logging
import Metrics

/// Counts and logs answered requests: route, method and status only, never a path, an address or a field.
struct RequestLog: Sendable {
    let logger: Logger
    let factory: any MetricsFactory
    let now: @Sendable () -> Duration

    /// A request that is being answered.
    struct Span: Sendable {
        fileprivate let begun: Duration
    }

    /// A request's head arrived.
    func begin() -> Span {
        Span(begun: now())
    }

    /// Its response is made.
    func end(_ span: Span, _ route: Route, _ method: HTTPRequest.Method, _ status: HTTPResponse.Status) {
        let taken = now() - span.begun
        let method = Self.known.contains(method) ? method.rawValue : "other"
        let dimensions = [("route", route.label), ("method", method), ("status", "\(status.code)")]
        Counter(label: MetricNames.requests, dimensions: dimensions, factory: factory).increment()
        Timer(label: MetricNames.requestDuration, dimensions: [("route", route.label)], factory: factory)
            .recordNanoseconds(taken.wholeNanoseconds)
        logger.debug(
            "request answered",
            metadata: [
                "http.route": "\(route.label)", "http.method": "\(method)", "http.status": "\(status.code)",
                "http.microseconds": "\(taken.wholeNanoseconds / 1_000)",
            ]
        )
    }

    /// Methods that are labels; clients may send any word.
    private static let known: Set<HTTPRequest.Method> = [.get, .head, .post, .patch, .delete, .options, .put]
}

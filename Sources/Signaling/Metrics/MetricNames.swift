// SPDX-License-Identifier: Apache-2.0

/// The names of the control plane's own metrics, with their help texts.
enum MetricNames {
    static let requests = "longwave_http_requests_total"
    static let requestDuration = "longwave_http_request_duration_seconds"
    static let sessionsOpened = "longwave_sessions_opened_total"
    static let sessionsEnded = "longwave_sessions_ended_total"
    static let connectDuration = "longwave_session_connect_duration_seconds"
    static let socketsOpened = "longwave_sockets_opened_total"
    static let socketsClosed = "longwave_sockets_closed_total"

    /// The help text of each.
    static let help = [
        requests: "HTTP requests answered, by route, method and status.",
        requestDuration: "Time from a request's head to its response, by route.",
        sessionsOpened: "Sessions answered, by role.",
        sessionsEnded: "Sessions that are over, by role and reason.",
        connectDuration: "Time from a session's request to its connection, by role.",
        socketsOpened: "WebSockets opened.",
        socketsClosed: "WebSockets closed, by close code.",
    ]
}

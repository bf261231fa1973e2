// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// Serves the demos: pages to try the relay with, and to learn the client from.
struct DemosResource: Sendable {
    /// Everything comes from the relay itself; what a demo makes itself (files, recordings, pictures of a part of the
    /// page) it shows by addresses of its own.
    static let contentSecurityPolicy =
        "default-src 'self'; media-src 'self' blob:; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'"

    static let permissionsPolicy =
        "camera=(self), microphone=(self), display-capture=(self), geolocation=()"

    /// The relay's demos.
    static let embedded = DemosResource(files: PagesResource(EmbeddedFiles.demos))

    /// By file name.
    let files: PagesResource

    /// GET on the list of demos (nil), on a demo by its name, or on a script or style of theirs.
    func get(_ name: String?, _ request: Request) throws(HTTPProblem) -> Response {
        if let name, name.contains(".") {
            return try files.asset(name, request)
        }
        return try files.document(
            "\(name ?? "demos").html",
            request,
            Self.contentSecurityPolicy,
            Self.permissionsPolicy
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// Cross-origin access (Fetch standard): every origin may use everything, since tokens travel in a field that
/// pages set themselves and no cookie is ever looked at.
enum CrossOrigin {
    /// Adds what a response to a request with an `Origin` carries (W2).
    static func mark(_ response: inout Response, for request: Request) {
        guard request.headers[.origin] != nil else { return }
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.accessControlExposeHeaders] = "Location, Link, ETag, Retry-After, WWW-Authenticate"
    }

    /// Adds what a preflight asks for (W1). The fields are named: `*` would not cover `Authorization`.
    static func allow(_ methods: String, in fields: inout HTTPFields) {
        fields[.accessControlAllowMethods] = methods
        fields[.accessControlAllowHeaders] = "Authorization, Content-Type, If-Match, If-None-Match, Accept"
        fields[.accessControlMaxAge] = "7200"
    }
}

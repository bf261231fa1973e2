// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// Serves the embedded files, with entity tags: a browser asks each time and is told 304.
struct PagesResource: Sendable {
    /// The relay's own pages.
    static let embedded = PagesResource(EmbeddedFiles.table)

    private let files: [String: ShippedText]

    /// The files of `table`, by name.
    init(_ table: [String: [UInt8]]) {
        files = Dictionary(
            uniqueKeysWithValues: table.map { name, bytes in
                (name, ShippedText(bytes, type: Self.mediaType(of: name)))
            }
        )
    }

    /// GET on a page.
    func page(_ page: Page, _ request: Request) throws(HTTPProblem) -> Response {
        try document(page.fileName, request, page.contentSecurityPolicy, page.permissionsPolicy)
    }

    /// GET on a document: what it may load, and which devices it may use.
    func document(
        _ name: String,
        _ request: Request,
        _ contentSecurityPolicy: String,
        _ permissionsPolicy: String
    ) throws(HTTPProblem) -> Response {
        try serve(
            name,
            request,
            fields: [
                .contentSecurityPolicy: contentSecurityPolicy,
                .permissionsPolicy: permissionsPolicy,
                .referrerPolicy: "no-referrer",
            ]
        )
    }

    /// GET on a file; pages have no address here, so that they always come with their policies.
    func asset(_ name: String, _ request: Request) throws(HTTPProblem) -> Response {
        guard !name.hasSuffix(".html") else { throw HTTPProblem(.notFound) }
        // An SVG that is opened by itself is a document, too: it may run nothing.
        return try serve(
            name,
            request,
            fields: [
                .contentSecurityPolicy:
                    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
            ]
        )
    }

    private func serve(_ name: String, _ request: Request, fields: HTTPFields) throws(HTTPProblem) -> Response
    {
        guard let file = files[name] else { throw HTTPProblem(.notFound) }
        return try file.response(to: request, fields: fields)
    }

    /// The media type of a file name's ending.
    static func mediaType(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "mjs", "js": "text/javascript; charset=utf-8"
        case "ts": "text/plain; charset=utf-8"
        case "svg": "image/svg+xml"
        case "json": "application/json"
        case "png": "image/png"
        case "webp": "image/webp"
        case "ico": "image/x-icon"
        case "woff2": "font/woff2"
        default: "application/octet-stream"
        }
    }
}

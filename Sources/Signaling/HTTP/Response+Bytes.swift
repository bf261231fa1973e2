// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

extension HTTPField.Name {
    /// RFC 9110 §12.5.6 for POST: W3C's `Accept-Post`, which WHIP endpoints tell.
    static let acceptPost = known("Accept-Post")
    /// RFC 5789 §3.1.
    static let acceptPatch = known("Accept-Patch")
    /// RFC 8288.
    static let link = known("Link")
    /// Where a proxy says whom it asks for.
    static let forwardedFor = known("X-Forwarded-For")
    /// W3C Permissions Policy.
    static let permissionsPolicy = known("Permissions-Policy")
    /// W3C Referrer Policy.
    static let referrerPolicy = known("Referrer-Policy")

    private static func known(_ text: String) -> Self {
        guard let name = Self(text) else { preconditionFailure("\(text) is a field name") }
        return name
    }
}

extension Response {
    /// A response with a body of known length.
    static func bytes(
        _ bytes: [UInt8],
        type: String,
        status: HTTPResponse.Status = .ok,
        fields: HTTPFields = [:]
    ) -> Response {
        var fields = fields
        fields[.contentType] = type
        return Response(status: status, headers: fields, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A response with a text.
    static func text(
        _ text: String,
        type: String = "text/plain; charset=utf-8",
        status: HTTPResponse.Status = .ok,
        fields: HTTPFields = [:]
    ) -> Response {
        .bytes(Array(text.utf8), type: type, status: status, fields: fields)
    }

    /// A body that clients may keep and ask after: 304 if `request` names its present tag (RFC 9110 §13.1.2).
    static func tagged(
        _ body: ByteBuffer,
        tag: EntityTag,
        type: String,
        coding: String? = nil,
        for request: Request,
        fields: HTTPFields = [:]
    ) -> Response {
        var fields = fields
        fields[.eTag] = tag.field
        fields[.cacheControl] = "no-cache"
        if let condition = request.headers[.ifNoneMatch], EntityTagCondition(condition).matchesWeakly(tag) {
            return Response(status: .notModified, headers: fields)
        }
        fields[.contentType] = type
        fields[.contentEncoding] = coding
        return Response(status: .ok, headers: fields, body: .init(byteBuffer: body))
    }
}

// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// A text that is compiled into the program: as it is, and compressed once.
///
/// Each of the two has an entity tag of its own, as they differ byte by byte (RFC 9110 §8.8.3.3).
struct ShippedText: Sendable {
    /// One of the representations.
    private struct Form: Sendable {
        let body: ByteBuffer
        let tag: EntityTag
        /// Nil: none.
        var coding: String?
    }

    private let type: String
    private let plain: Form
    /// Nil if it couldn't be compressed, which only a lack of memory can cause.
    private let gzip: Form?

    /// A text of a media type.
    init(_ bytes: [UInt8], type: String) {
        self.type = type
        plain = Form(body: ByteBuffer(bytes: bytes), tag: EntityTag(of: bytes))
        gzip = (try? Gzip.compress(bytes)).map { compressed in
            Form(body: compressed, tag: EntityTag(of: Array(compressed.readableBytesView)), coding: "gzip")
        }
    }

    /// The answer to a GET: in the form that the client accepts and would rather have, or 304 if it has that.
    func response(to request: Request, fields: HTTPFields) throws(HTTPProblem) -> Response {
        guard let form = form(for: AcceptedCodings(request.headers[.acceptEncoding])) else {
            throw HTTPProblem(.notAcceptable, fields: [.vary: "Accept-Encoding"])
        }
        var fields = fields
        fields[.vary] = "Accept-Encoding"
        return .tagged(
            form.body, tag: form.tag, type: type, coding: form.coding, for: request, fields: fields)
    }

    /// Compressed if that is shorter, or if nothing else will do.
    private func form(for accepted: AcceptedCodings) -> Form? {
        guard let gzip, accepted.gzip > 0 else { return accepted.identity > 0 ? plain : nil }
        guard accepted.identity > 0 else { return gzip }
        let isShorter = gzip.body.readableBytes < plain.body.readableBytes
        return isShorter && accepted.gzip >= accepted.identity ? gzip : plain
    }
}

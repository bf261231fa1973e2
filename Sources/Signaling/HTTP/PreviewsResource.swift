// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

/// `/v1/previews/{id}.jpg`: rooms' pictures, each version with its own address and entity tag.
struct PreviewsResource: Sendable {
    let members: MemberService<Socket>
    let gate: Gate

    /// GET on a picture. Who shows its key may see it; without one, who may play, if the room has no password.
    func picture(_ id: String, _ request: Request) throws(HTTPProblem) -> Response {
        guard let (preview, isProtected) = members.preview(id) else { throw HTTPProblem(.notFound) }
        let shown = request.uri.queryParameters["key"].map(String.init) ?? ""
        if !Secret.matches(shown, preview.key) {
            guard !isProtected else { throw HTTPProblem(.forbidden) }
            try gate.authorize(request, for: .play)
        }
        return .tagged(
            ByteBuffer(bytes: preview.jpeg),
            tag: EntityTag("\(preview.version)"),
            type: "image/jpeg",
            for: request
        )
    }
}

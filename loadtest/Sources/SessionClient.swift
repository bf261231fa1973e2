// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// WHIP and WHEP as a client speaks them: an offer by POST, the end by DELETE (RFC 9725 §4.2).
struct SessionClient: Sendable {
    let http: HTTPClient
    let token: String?

    /// An answered offer.
    struct Session: Sendable {
        let answer: [UInt8]
        /// The absolute address of the session.
        let location: String
    }

    /// Posts an offer.
    func post(_ offer: [UInt8], to url: String) async throws -> Session {
        var request = self.request(url, .POST)
        request.headers.add(name: "Content-Type", value: "application/sdp")
        request.body = .bytes(ByteBuffer(bytes: offer))
        let response = try await http.execute(request, timeout: .seconds(20))
        let body = try await response.body.collect(upTo: 65_536)
        let bytes = Array(body.readableBytesView)
        guard response.status == .created else {
            let reason = String(decoding: bytes.prefix(300), as: UTF8.self)
            throw LoadError.refused(status: response.status.code, reason: reason)
        }
        guard let location = response.headers.first(name: "Location"),
            let address = URL(string: location, relativeTo: URL(string: url))
        else { throw LoadError.noLocation }
        return Session(answer: bytes, location: address.absoluteString)
    }

    /// Ends a session; one that is gone already is as good.
    func delete(_ session: Session) async {
        _ = try? await http.execute(request(session.location, .DELETE), timeout: .seconds(10))
    }

    private func request(_ url: String, _ method: HTTPMethod) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.method = method
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        return request
    }
}

// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// WHIP and WHEP as a client speaks them: an offer by POST, the end by DELETE (RFC 9725 §4.2).
struct WHIPDialect: SignalingDialect {
    let http: HTTPClient
    let base: String
    let paths: EndpointPaths
    let token: String?

    func open(_ broadcasts: [BroadcastName]) async throws {}

    func publish(_ broadcast: BroadcastName, _ peer: BroadcasterHandle) async throws -> SignaledSession {
        let url = base + EndpointPaths.filled(paths.whip, broadcast)
        let (answer, session) = try await post(try await peer.offer(), to: url)
        try await peer.accept(answer)
        return session
    }

    func play(_ broadcast: BroadcastName, _ peer: ViewerHandle) async throws -> SignaledSession {
        let url = base + EndpointPaths.filled(paths.whep, broadcast)
        let (answer, session) = try await post(try await peer.offer(), to: url)
        try await peer.accept(answer)
        return session
    }

    func end(_ session: SignaledSession) async {
        _ = try? await http.execute(request(session.address, .DELETE), timeout: .seconds(10))
    }

    func close() async {
        try? await http.shutdown()
    }

    /// Posts an offer, and gives the answer and the session under its absolute address.
    private func post(_ offer: [UInt8], to url: String) async throws -> ([UInt8], SignaledSession) {
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
        return (bytes, SignaledSession(address: address.absoluteString))
    }

    private func request(_ url: String, _ method: HTTPMethod) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.method = method
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        return request
    }
}

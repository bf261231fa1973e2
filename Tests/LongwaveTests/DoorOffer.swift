// SPDX-License-Identifier: Apache-2.0

import Logging
import Relay

@testable import longwave

/// What a publisher offers at the door.
enum DoorOffer {
    /// Opus and VP8.
    static let pair = Array(
        """
        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0 1
        a=ice-ufrag:peer
        a=ice-pwd:0123456789012345678901
        a=fingerprint:sha-256 \((0..<32).map { _ in "AB" }.joined(separator: ":"))
        a=setup:actpass
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        a=mid:0
        a=rtcp-mux
        a=sendonly
        a=rtpmap:111 opus/48000/2
        m=video 9 UDP/TLS/RTP/SAVPF 96
        a=mid:1
        a=rtcp-mux
        a=sendonly
        a=rtpmap:96 VP8/90000

        """.utf8
    )
}

/// Runs `body` with a relay of its own behind the door.
func withRelayPlane(_ body: (RelayMediaPlane) async throws -> Void) async throws {
    let relay = try Relay(
        configuration: RelayConfiguration(workers: 1, mediaPort: 0, localAddresses: ["127.0.0.1"]),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    let running = Task { await relay.run() }
    let result: Result<Void, any Error>
    do {
        result = .success(try await body(RelayMediaPlane(relay: relay)))
    } catch {
        result = .failure(error)
    }
    running.cancel()
    await running.value
    try result.get()
}

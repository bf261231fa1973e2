// SPDX-License-Identifier: Apache-2.0

import Logging
import Relay
import Signaling
import Testing

@testable import longwave

@Suite("RelayMediaPlane: receivers through the door") struct ReceiverDoorTests {
    private let cam = BroadcastID(room: "room", name: "cam")
    private let viewer = SessionID(text: "viewer")

    @Test func `offers, wishes and answers pass, and each refusal by its name`() async throws {
        try await withPlane { plane in
            let wish = [ReceivedStream(cam, id: "stream")]
            await #expect(throws: MediaPlaneError.notLive) {
                try await plane.openReceiver(wish, session: viewer)
            }
            await #expect(throws: MediaPlaneError.noSuchSession) {
                try await plane.setReceived(wish, session: viewer)
            }
            _ = try await plane.publish(cam, session: SessionID(text: "publisher"), offer: Self.offer)

            let first = try await plane.openReceiver(wish, session: viewer)
            #expect(first.revision == 1 && !first.restartsICE && first.leftOut.isEmpty)
            #expect(first.streams == [MediaOffer.Stream(id: "stream", mids: ["0", "1"])])
            #expect(first.sdp.contains("a=msid:stream "))
            #expect(try await plane.setReceived([], session: viewer) == nil, "an offer is open")

            await #expect(throws: MediaPlaneError.staleAnswer) {
                try await plane.acceptAnswer(session: viewer, revision: 2, answer: Self.offer)
            }
            await #expect {
                try await plane.acceptAnswer(session: viewer, revision: 1, answer: Array("garbage".utf8))
            } throws: { error in
                if case MediaPlaneError.malformed = error { true } else { false }
            }
            let second = try await plane.restartReceiver(session: viewer)
            #expect(second.revision == 2 && second.streams.isEmpty)
            await plane.close(session: viewer)
            await #expect(throws: MediaPlaneError.noSuchSession) {
                try await plane.restartReceiver(session: viewer)
            }
        }
    }

    @Test func `only sound may be wanted, and a name must be one`() async throws {
        try await withPlane { plane in
            _ = try await plane.publish(cam, session: SessionID(text: "publisher"), offer: Self.offer)
            await #expect {
                try await plane.openReceiver([ReceivedStream(cam, id: "two words")], session: viewer)
            } throws: { error in
                if case MediaPlaneError.unusable = error { true } else { false }
            }
            let wish = [ReceivedStream(cam, id: "stream", video: false)]
            let offer = try await plane.openReceiver(wish, session: viewer)
            #expect(offer.streams.map(\.mids) == [["0"]] && !offer.sdp.contains("m=video"))
        }
    }

    private func withPlane(_ body: (RelayMediaPlane) async throws -> Void) async throws {
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

    /// A publisher's offer of Opus and VP8.
    private static let offer = Array(
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

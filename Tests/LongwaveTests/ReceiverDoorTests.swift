// SPDX-License-Identifier: Apache-2.0

import Signaling
import Testing

@testable import longwave

@Suite("RelayMediaPlane: receivers through the door") struct ReceiverDoorTests {
    private let cam = BroadcastID(room: "room", name: "cam")
    private let viewer = SessionID(text: "viewer")

    @Test func `offers, wishes and answers pass, and each refusal by its name`() async throws {
        try await withRelayPlane { plane in
            let wish = [ReceivedStream(cam, id: "stream")]
            await #expect(throws: MediaPlaneError.notLive) {
                try await plane.openReceiver(wish, session: viewer)
            }
            await #expect(throws: MediaPlaneError.noSuchSession) {
                try await plane.setReceived(wish, session: viewer)
            }
            _ = try await plane.publish(cam, session: SessionID(text: "publisher"), offer: DoorOffer.pair)

            let first = try await plane.openReceiver(wish, session: viewer)
            #expect(first.revision == 1 && !first.restartsICE && first.leftOut.isEmpty)
            #expect(first.streams == [MediaOffer.Stream(id: "stream", mids: ["0", "1"])])
            #expect(first.sdp.contains("a=msid:stream "))
            #expect(try await plane.setReceived([], session: viewer) == nil, "an offer is open")

            await #expect(throws: MediaPlaneError.staleAnswer) {
                try await plane.acceptAnswer(session: viewer, revision: 2, answer: DoorOffer.pair)
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
        try await withRelayPlane { plane in
            _ = try await plane.publish(cam, session: SessionID(text: "publisher"), offer: DoorOffer.pair)
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
}

// SPDX-License-Identifier: Apache-2.0

import Logging
import Relay
import Signaling
import Testing

@testable import longwave

@Suite("RelayMediaPlane: publishers of several streams through the door") struct UplinkDoorTests {
    private let cam = BroadcastID(room: "room", name: "cam")
    private let screen = BroadcastID(room: "room", name: "screen")
    private let publisher = SessionID(text: "publisher")

    @Test func `offers and answers pass, and each refusal by its name`() async throws {
        try await withRelayPlane { plane in
            let both = [PublishedStream(cam, mids: ["0"]), PublishedStream(screen, mids: ["1"])]
            await #expect {
                try await plane.publish(both, session: publisher, offer: Array("garbage".utf8))
            } throws: { error in
                if case MediaPlaneError.malformed = error { true } else { false }
            }
            await #expect {
                try await plane.publish([], session: publisher, offer: DoorOffer.pair)
            } throws: { error in
                if case MediaPlaneError.unusable = error { true } else { false }
            }
            let first = try await plane.publish(both, session: publisher, offer: DoorOffer.pair)
            #expect(first.sdp.split(separator: "\r\n").count { $0 == "a=recvonly" } == 2)
            let names = await plane.statistics().broadcasts.map(\.id.name)
            #expect(Set(names) == ["cam", "screen"])

            let second = try await plane.publish([both[1]], session: publisher, offer: DoorOffer.pair)
            #expect(second.iceTag == first.iceTag && second.sdp.contains("a=inactive"))
            #expect(await plane.statistics().broadcasts.map(\.id) == [screen])
            await #expect {
                try await plane.publish(
                    [PublishedStream(cam, mids: ["5"])], session: publisher, offer: DoorOffer.pair)
            } throws: { error in
                if case MediaPlaneError.unusable = error { true } else { false }
            }
            #expect(await plane.statistics().broadcasts.map(\.id) == [screen])
            _ = try await plane.publish([], session: publisher, offer: DoorOffer.pair)
            #expect(await plane.statistics().broadcasts.isEmpty)
            await plane.close(session: publisher)
            for await event in plane.events {
                #expect(event == .ended(publisher, .closed))
                break
            }
        }
    }

    @Test func `what is only paused needs no offer`() async throws {
        try await withRelayPlane { plane in
            let streams = [PublishedStream(cam, mids: ["0", "1"])]
            _ = try await plane.publish(streams, session: publisher, offer: DoorOffer.pair)
            let viewer = SessionID(text: "viewer")
            let wish = ReceivedStream(cam, id: "stream", pausedVideo: true)
            let offer = try await plane.openReceiver([wish], session: viewer)
            #expect(offer.streams.map(\.mids) == [["0", "1"]])
            let resumed = [ReceivedStream(cam, id: "stream")]
            #expect(try await plane.setReceived(resumed, session: viewer) == nil)
        }
    }
}

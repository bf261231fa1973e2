// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@testable import Relay

/// Answers that are late, wrong or missing, and wishes that can't be met.
@Suite("Receivers' answers, over loopback") struct ReceiverAnswerTests {
    @Test(arguments: [1, 2]) func `wishes are collected while an offer is open, and one offer follows`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublishers("a", "b", "c")
            let receiver = stage.receiver()
            let first = try await stage.relay.openReceiver([.named("a")], peer: receiver.id)
            for names in [["a", "b"], ["a", "b", "c"], ["c"], ["a", "c"]] {
                #expect(try await stage.wish(names, receiver) == nil)
            }
            let answer = try receiver.answer(first)
            let next = try await stage.relay.acceptAnswer(peer: receiver.id, revision: 1, answer: answer)
            #expect(next?.revision == 2 && next?.streams.map(\.id) == ["a", "c"])
            try await stage.answer(next, receiver)
            try await stage.until { receiver.isPlaying("a", "c", packets: 10) }
            // What was unwanted for a moment began anew: nothing came under its first names.
            #expect(receiver.streams("a").map(\.packets.isEmpty) == [false, false, true, true])
        }
    }

    @Test(arguments: [1, 2]) func `a wrong answer throws and changes nothing`(_ workers: Int) async throws {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublishers("a", "b")
            let receiver = try await stage.openReceiver("a")
            try await stage.until { receiver.isPlaying("a") }
            let offer = try #require(await stage.wish(["a", "b"], receiver))
            let answer = try receiver.answer(offer)
            let text = String(decoding: answer, as: UTF8.self)
            let garbage = [
                "", "v=0", "v=1\r\n", offer.sdp, text.replacing("a=mid:1", with: "a=mid:7"),
                text.replacing("ice-ufrag:", with: "ice-ufrag:x"),
                text.replacing("sha-256 ", with: "sha-256 00:"),
                text.replacing("a=group:BUNDLE", with: "a=group:NONE"),
                text.replacing("m=audio", with: "m=application"),
            ]
            for (index, body) in garbage.enumerated() {
                await #expect(throws: RelayError.self, "garbage \(index)") {
                    try await stage.relay.acceptAnswer(
                        peer: receiver.id, revision: 2, answer: Array(body.utf8))
                }
            }
            for revision in [-1, 0, 1, 3, .max] {
                await #expect(throws: RelayError.staleAnswer) {
                    try await stage.relay.acceptAnswer(
                        peer: receiver.id, revision: revision, answer: answer)
                }
            }
            try await stage.advance(receiver.streams("a")[0])
            #expect(receiver.streams("b").allSatisfy { $0.packets.isEmpty })
            #expect(
                try await stage.relay.acceptAnswer(peer: receiver.id, revision: 2, answer: answer) == nil)
            try await stage.until { receiver.isPlaying("a", "b", packets: 20) }
            expectUndisturbed(receiver, "a", "b")
        }
    }

    @Test func `a restart takes the place of an offer that was never answered`() async throws {
        try await Stage.run { stage in
            _ = try await stage.livePublishers("a", "b")
            let receiver = stage.receiver()
            let lost = try await stage.relay.openReceiver([.named("a")], peer: receiver.id)
            let again = try await stage.relay.restartReceiver(peer: receiver.id)
            #expect(again.revision == 2 && again.iceTag == lost.iceTag && !again.restartsICE)
            _ = try receiver.answer(lost)
            try await stage.answer(again, receiver)
            try await stage.until { receiver.isPlaying("a", packets: 10) }
            _ = try await stage.wish(["a", "b"], receiver)
            let late = try await stage.relay.restartReceiver(peer: receiver.id)
            #expect(late.revision == 4 && late.restartsICE && late.streams.map(\.id) == ["a", "b"])
            receiver.skip(3)
            try await stage.answer(late, receiver)
            try await stage.until { receiver.isPlaying("a", "b", packets: 20) }
            expectUndisturbed(receiver, "a", "b")
        }
    }

    @Test(arguments: [1, 2]) func `what nobody publishes is left out, until somebody does`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let receiver = stage.receiver()
            await #expect(throws: RelayError.notLive) {
                try await stage.relay.openReceiver([.named("a"), .named("b")], peer: receiver.id)
            }
            _ = try await stage.livePublishers("b")
            let offer = try await stage.relay.openReceiver([.named("a"), .named("b")], peer: receiver.id)
            #expect(offer.streams.map(\.id) == ["b"])
            try await stage.answer(offer, receiver)
            #expect(try await stage.wish(["a", "b"], receiver) == nil)
            _ = try await stage.livePublishers("a")
            try await stage.show("a", "b", to: receiver)
            try await stage.until { receiver.isPlaying("a", "b") }
        }
    }

    @Test func `only sound, or only pictures, may be wanted`() async throws {
        try await Stage.run { stage in
            _ = try await stage.livePublishers("a", "b")
            let receiver = stage.receiver()
            let streams = [
                WantedStream(.named("a"), id: "ears", video: false),
                WantedStream(.named("b"), id: "eyes", audio: false),
            ]
            try await stage.answer(
                try await stage.relay.openReceiver(streams, peer: receiver.id), receiver)
            try await stage.until { receiver.streams.allSatisfy { !$0.packets.isEmpty } }
            #expect(receiver.streams("ears").map(\.isVideo) == [false])
            #expect(receiver.streams("eyes").map(\.isVideo) == [true])
        }
    }

    @Test func `streams without a proper name, or with that of another, are refused`() async throws {
        try await Stage.run { stage in
            _ = try await stage.livePublishers("a", "b")
            let receiver = stage.receiver()
            let wrong: [[WantedStream]] = [
                [WantedStream(.named("a"), id: "")], [WantedStream(.named("a"), id: "a\r\na=x")],
                [WantedStream(.named("a"), id: "x"), WantedStream(.named("b"), id: "x")],
                [WantedStream(.named("a"), id: "x"), WantedStream(.named("a"), id: "y")],
                (0..<300).map { WantedStream(.named("\($0)"), id: "\($0)") },
            ]
            for streams in wrong {
                await #expect(throws: RelayError.self) {
                    try await stage.relay.openReceiver(streams, peer: receiver.id)
                }
            }
            await #expect(throws: RelayError.unknownPeer) { try await stage.wish(["a"], receiver) }
            #expect(await stage.relay.statistics().sum(\.peers) == 2)
        }
    }

    @Test(arguments: [1, 2]) func `a receiver that ends leaves nothing`(_ workers: Int) async throws {
        try await Stage.run(workers: workers) { stage in
            let publishers = try await stage.livePublishers("a", "b")
            let receiver = try await stage.openReceiver("a")
            let silent = stage.receiver()
            _ = try await stage.relay.openReceiver([.named("b")], peer: silent.id)
            try await stage.until { receiver.isPlaying("a") }
            _ = try await stage.wish(["a", "b"], receiver)
            for publisher in publishers { await stage.relay.close(peer: publisher.id) }
            await stage.relay.close(peer: silent.id)
            receiver.close()
            try await stage.until { stage.endings(of: receiver) == [.closed] }
            try await stage.until { stage.endings(of: silent) == [.closed] }
            try await stage.untilFigures { $0.broadcasts.isEmpty && $0.sum(\.peers) == 0 }
            await #expect(throws: RelayError.unknownPeer) { try await stage.wish(["a"], receiver) }
            await #expect(throws: RelayError.unknownPeer) {
                try await stage.relay.restartReceiver(peer: receiver.id)
            }
        }
    }

    @Test func `a receiver that never answers ends`() async throws {
        try await Stage.run(isPatient: true) { stage in
            _ = try await stage.livePublishers("a")
            let receiver = stage.receiver()
            _ = try await stage.relay.openReceiver([.named("a")], peer: receiver.id)
            try await stage.until(seconds: 40) { stage.endings(of: receiver) == [.timeout] }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LoadKit

@Suite struct MemberMessageTests {
    private func fields(_ message: MemberMessage) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(message.text))
        return try #require(object as? [String: Any])
    }

    @Test func `a hello names the version, the channel and who it is`() throws {
        let hello = try fields(.hello(id: 1, channel: "a \"b\"", userid: "u", token: nil))
        #expect(hello["t"] as? String == "hello")
        #expect(hello["proto"] as? [Int] == [1])
        #expect(hello["channel"] as? String == "a \"b\"")
        #expect(hello.keys.sorted() == ["channel", "id", "proto", "t", "userid"])
    }

    @Test func `a viewer joins one way`() throws {
        let join = try fields(.join(id: 2, room: "r", part: .viewer))
        #expect(join["as"] as? [String: Bool] == ["oneway": true])
        #expect(try fields(.join(id: 2, room: "r", part: nil))["as"] == nil)
    }

    @Test func `a publication lists its stream with its sections`() throws {
        let part = MemberPart(
            endpoint: try SocketEndpoint("http://127.0.0.1:1"), channel: "c", room: "r", userid: "u",
            token: nil, entry: .join, stream: (id: "s", hasVideo: true))
        let offer = try fields(part.publication(id: 3, offer: "v=…"))
        #expect(offer["t"] as? String == "pub.offer")
        let streams = try #require(offer["streams"] as? [[String: Any]])
        #expect(streams.count == 1)
        #expect(streams[0]["streamid"] as? String == "s")
        #expect(streams[0]["mids"] as? [String] == ["0", "1"])
    }

    @Test func `a pong says the number`() {
        #expect(String(decoding: MemberMessage.pong(41), as: UTF8.self) == #"{"t":"pong","n":41}"#)
    }

    @Test func `an offer of the relay is read, and whatever is new in it passed over`() throws {
        let text =
            #"{"t":"sub.offer","rev":2,"sdp":"v=0","restart":true,"streams":[{"streamid":"s","mids":["0"],"x":1}],"y":{}}"#
        let offer = try #require(RelayMessage(Array(text.utf8)))
        #expect(offer.rev == 2 && offer.restart == true && offer.sdp == "v=0")
        #expect(offer.streams?.first?.mids == ["0"])
        let text2 = #"{"re":2,"ok":false,"error":{"code":"room-not-found","message":"no such room"}}"#
        let refusal = try #require(RelayMessage(Array(text2.utf8))).refusal(of: "join")
        #expect("\(refusal)" == "join: room-not-found (no such room)")
    }

    @Test func `sockets go to http addresses`() throws {
        #expect(try SocketEndpoint("http://[::1]:8080").port == 8_080)
        #expect(try SocketEndpoint("http://localhost").port == 80)
        #expect(throws: LoadError.self) { try SocketEndpoint("https://localhost") }
        #expect(throws: LoadError.self) { try SocketEndpoint("localhost") }
    }
}

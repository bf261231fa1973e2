// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Signaling

@Suite("PUT and DELETE /v1/rooms/{room}/programme")
struct ProgrammeAPITests {
    private let path = "/v1/rooms/r/programme"
    private let json: HTTPFields = [.contentType: "application/json; charset=utf-8"]
    private let programme = BroadcastID(room: "r", name: "*programme")

    private func name(_ name: String) -> BroadcastID { BroadcastID(room: "r", name: name) }

    private func put(_ relay: Relay, _ body: String) async throws -> TestResponse {
        try await relay.request(.put, path, json, body: body)
    }

    /// The media plane shows a broadcast now, or nothing.
    private func show(_ relay: Relay, _ broadcast: String?) async {
        await relay.control.handle(.programme(programme, onAir: broadcast.map(name)))
    }

    private func detail(_ relay: Relay) async throws -> ProgrammeMessage? {
        let room = try await relay.request(.get, "/v1/rooms/r")
        return try JSONDecoder().decode(RoomDetail.self, from: Data(room.text.utf8)).programme
    }

    @Test func `viewers of the room and of its programme get the programme, others what they name`()
        async throws
    {
        let relay = try Relay()
        try await relay.goLive("/whip/r/alice")
        try await relay.goLive("/whip/r/bob")
        #expect(try await put(relay, #"{"broadcast":"alice","standby":["bob"]}"#).status == .ok)
        let set = ScriptedMediaPlane.Call.setProgramme(
            programme, onAir: name("alice"), standby: [name("bob")])
        #expect(relay.plane.calls.last == set)
        for (path, target) in [
            ("/whep/r", programme), ("/whep/r/programme", programme), ("/whep/r/bob", name("bob")),
        ] {
            try await relay.watch(path)
            let call = ScriptedMediaPlane.Call.subscribe(
                [target], offer: Relay.offer, allowCounterOffer: true)
            #expect(relay.plane.calls.last == call)
        }
        let room = try await relay.request(.get, "/v1/rooms/r")
        let detail = try JSONDecoder().decode(RoomDetail.self, from: Data(room.text.utf8))
        #expect(detail.viewers == 3)
        #expect(detail.broadcasts.map(\.name) == ["alice", "bob"])
        #expect(detail.broadcasts.map(\.viewers) == [0, 1])
    }

    @Test func `the room tells what is to be shown, and what is`() async throws {
        let relay = try Relay()
        _ = try await put(relay, #"{"broadcast":"alice","standby":["bob"]}"#)
        #expect(try await detail(relay) == .init(.init(broadcast: "alice", standby: ["bob"])))
        await show(relay, "alice")
        #expect(try await detail(relay)?.onAir == "alice")
        await show(relay, "bob")
        #expect(try await detail(relay) == .init(.init(broadcast: "bob", standby: ["bob"], onAir: "bob")))
        // A wish stands while what it follows begins anew.
        _ = try await put(relay, #"{"broadcast":"carol"}"#)
        await show(relay, "bob")
        #expect(try await detail(relay) == .init(.init(broadcast: "carol", standby: [], onAir: "bob")))
        await show(relay, nil)
        #expect(try await detail(relay)?.onAir == nil)
    }

    @Test func `while nothing is on air it is not live, and a viewer may wait for it`() async throws {
        let relay = try Relay { $0.notLive = .wait(.seconds(60)) }
        _ = try await put(relay, #"{"broadcast":"alice"}"#)
        async let waiting = relay.post("/whep/r")
        await eventually { await relay.control.waitingCount == 1 }
        // Another broadcast is nothing to those who follow the programme.
        try await relay.goLive("/whip/r/bob")
        #expect(await relay.control.waitingCount == 1)
        await show(relay, "alice")
        #expect(try await waiting.status == .created)

        let strict = try Relay()
        _ = try await put(strict, #"{"broadcast":"alice"}"#)
        try await strict.goLive("/whip/r/bob")
        #expect(try await strict.post("/whep/r").problem() == "not-live")
    }

    @Test func `without its programme the room plays its broadcasts again`() async throws {
        let relay = try Relay()
        try await relay.goLive("/whip/r/alice")
        _ = try await put(relay, #"{"broadcast":"alice"}"#)
        #expect(try await relay.request(.delete, path).status == .ok)
        #expect(relay.plane.calls.last == .setProgramme(programme, onAir: nil, standby: []))
        #expect(try await relay.request(.delete, path).status == .notFound)
        try await relay.watch("/whep/r")
        let call = ScriptedMediaPlane.Call.subscribe(
            [name("alice")], offer: Relay.offer, allowCounterOffer: true)
        #expect(relay.plane.calls.last == call)
        // An empty room is forgotten with its programme.
        _ = try await relay.request(.put, "/v1/rooms/x/programme", json, body: #"{"broadcast":"a"}"#)
        #expect(try await relay.request(.get, "/v1/rooms/x").status == .ok)
        try await relay.request(.delete, "/v1/rooms/x/programme")
        #expect(try await relay.request(.get, "/v1/rooms/x").status == .notFound)
    }

    @Test(arguments: [
        ("{}", "malformed"), ("[", "malformed"), (#"{"broadcast":"a/b"}"#, "invalid-name"),
        (#"{"broadcast":"a","standby":[""]}"#, "invalid-name"),
        (#"{"broadcast":"a","standby":["b","b"]}"#, "malformed"),
    ])
    func `a body that isn't one changes nothing`(body: String, problem: String) async throws {
        let relay = try Relay()
        #expect(try await put(relay, body).problem() == problem)
        #expect(relay.plane.calls.isEmpty)
    }

    @Test func `it takes the publish token, JSON, and three methods`() async throws {
        let relay = try Relay { $0.publishToken = "pub" }
        #expect(try await put(relay, #"{"broadcast":"a"}"#).status == .unauthorized)
        #expect(try await relay.request(.delete, path).status == .unauthorized)
        var fields = json
        fields[.authorization] = "Bearer pub"
        #expect(try await relay.request(.put, path, fields, body: #"{"broadcast":"a"}"#).status == .ok)
        fields[.contentType] = "text/plain"
        #expect(try await relay.request(.put, path, fields, body: "{}").status == .unsupportedMediaType)
        let options = try await relay.request(
            .options, path, [.origin: "https://a.example", .accessControlRequestMethod: "PUT"])
        #expect(options.headers[.accessControlAllowMethods] == "OPTIONS, PUT, DELETE")
        #expect(try await relay.request(.get, path).status == .methodNotAllowed)
    }

    @Test func `there are only so many`() throws {
        var limits = RoomLimits()
        limits.programmes = 1
        var directory = RoomDirectory(limits: limits)
        try directory.setProgramme("a", standby: [], of: "r")
        try directory.setProgramme("b", standby: [], of: "r")
        #expect(throws: RoomRefusal.tooManyProgrammes) {
            try directory.setProgramme("a", standby: [], of: "x")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("Data from member to member")
struct DataTests {
    /// A room with the moderator a, and b and c.
    private static func room(
        _ limits: MemberLimits = MemberLimits()
    ) -> (
        MemberWorld, a: ConnectionID, b: ConnectionID, c: ConnectionID
    ) {
        var world = MemberWorld(limits: limits)
        let (a, b, c) = (world.join(as: "a"), world.join(as: "b"), world.join(as: "c"))
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        for member in [b, c] { world.say(#"{"t":"room.join","sessionid":"r"}"#, on: member) }
        return (world, a, b, c)
    }

    private func messages(_ world: MemberWorld, _ connection: ConnectionID) -> [String] {
        world.events(connection).compactMap { event in
            guard case .data(.message(let from, let parcel)) = event else { return nil }
            return from + ":" + String(decoding: parcel.data.bytes, as: UTF8.self)
        }
    }

    @Test func `all others get it in its sender's order, as it was spelled`() {
        var (world, a, b, c) = Self.room()
        for number in 0..<100 { world.say(#"{"t":"data.send","data":{"n": \#(number)}}"#, on: a) }
        let all = (0..<100).map { #"a:{"n": \#($0)}"# }
        #expect(messages(world, b) == all && messages(world, c) == all && messages(world, a).isEmpty)
    }

    @Test func `the event has what its sender said of it`() {
        var (world, a, b, _) = Self.room()
        world.say(
            #"{"t":"data.send","data":null,"uuid":"u","sentAt":1.5e3,"from":"c","n":1}"#, on: a)
        #expect(
            String(decoding: world.events(b).last?.json ?? [], as: UTF8.self)
                == #"{"t":"data","from":"a","data":null,"uuid":"u","sentAt":1.5e3}"#)
    }

    @Test func `some are meant, and strangers are not`() {
        var (world, a, b, c) = Self.room()
        let stranger = world.join(as: "d")
        #expect(world.say(#"{"t":"data.send","data":1,"to":["c","d","gone"]}"#, on: a)?.isDone == true)
        #expect(messages(world, c) == ["a:1"])
        #expect(messages(world, b).isEmpty && messages(world, stranger).isEmpty)
        #expect(world.say(#"{"t":"data.send","data":1,"to":["d"]}"#, on: a)?.code == .unknownUser)
        #expect(world.say(#"{"t":"data.send","data":1}"#, on: stranger)?.code == .notInRoom)
    }

    @Test func `blocks and policies hold`() {
        var (world, a, b, c) = Self.room()
        world.say(#"{"t":"user.block","userid":"b"}"#, on: c)
        world.say(#"{"t":"data.send","data":1}"#, on: b)
        #expect(messages(world, a) == ["b:1"] && messages(world, c).isEmpty)
        world.say(#"{"t":"user.policy","userid":"b","subscribe":"none"}"#, on: a)
        world.say(#"{"t":"data.send","data":2}"#, on: a)
        #expect(messages(world, b).isEmpty && messages(world, c) == ["a:2"])
        world.say(#"{"t":"user.policy","userid":"b","publish":false}"#, on: a)
        #expect(world.say(#"{"t":"data.send","data":3}"#, on: b)?.code == .notAllowed)
    }

    @Test func `who is away gets it when it is back, and who is ejected never`() throws {
        var (world, a, b, c) = Self.room()
        let welcome = try #require(world.welcome(b))
        let seen = world.client(b).flatMap { world.directory.clients[$0]?.events.last } ?? 0
        world.close(b)
        world.say(#"{"t":"data.send","data":1}"#, on: a)
        world.say(#"{"t":"user.eject","userid":"c"}"#, on: a)
        world.say(#"{"t":"data.send","data":2}"#, on: a)
        let back = world.connect()
        var hello = Hello(channel: "c")
        hello.resume = welcome.resume
        hello.lastEvent = seen
        world.say(.hello(hello), on: back)
        #expect(messages(world, back) == ["a:1", "a:2"])
        #expect(messages(world, c) == ["a:1"])
        let dropped = world.data(c).contains { if case .clear = $0 { true } else { false } }
        #expect(dropped, "what waits in its socket goes, too")
    }

    // MARK: Latest and bytes

    @Test func `the latest is no event, and only for who is there`() {
        var (world, a, b, c) = Self.room()
        world.close(c)
        let before = world.events(b).count
        world.say(#"{"t":"data.send","data":"picture","latest":"screen"}"#, on: a)
        #expect(world.events(b).count == before)
        guard case .latest(let slot, "a", let parcel, [b])? = world.data(b).last else {
            Issue.record("no latest")
            return
        }
        #expect(slot.key == "screen" && slot.sender == world.client(a))
        #expect(
            String(decoding: DataMessage.latest(slot.key, from: "a", parcel), as: UTF8.self)
                == #"{"t":"latest","from":"a","key":"screen","data":"picture"}"#)
    }

    @Test func `bytes go to those who are named`() {
        var (world, a, b, c) = Self.room()
        world.say(.data(.sendBinary(BinaryParcel(to: ["b"], uuid: "u", payload: [1, 2]))), on: a)
        guard case .binary(nil, "a", let parcel, [b])? = world.data(b).last else {
            Issue.record("no bytes")
            return
        }
        #expect(parcel.payload == [1, 2] && world.data(c).isEmpty)
    }

    // MARK: Retained values

    @Test func `who comes later gets what is kept, the last of each key`() {
        var (world, a, b, _) = Self.room()
        for text in [#""x","retain":"p""#, #"1,"retain":"k""#, #"2,"retain":"k""#] {
            world.say(#"{"t":"data.send","data":\#(text)}"#, on: a)
        }
        world.say(#"{"t":"data.send","data":3,"retain":"k"}"#, on: b)
        world.say(#"{"t":"data.send","data":null,"retain":"p"}"#, on: a)
        let late = world.join(as: "d")
        let state = world.say(#"{"t":"room.join","sessionid":"r"}"#, on: late)?.state
        #expect(
            state?.retained == [
                RetainedCard(from: "a", key: "k", data: JSONText(validated: "2".utf8)),
                RetainedCard(from: "b", key: "k", data: JSONText(validated: "3".utf8)),
            ])
        world.say(#"{"t":"room.leave"}"#, on: b)
        world.say(#"{"t":"room.leave"}"#, on: late)
        let again = world.say(#"{"t":"room.join","sessionid":"r"}"#, on: late)?.state
        #expect(again?.retained.map(\.from) == ["a"], "what its sender kept goes with it")
    }

    @Test func `what is kept has bounds`() {
        var limits = MemberLimits()
        limits.data.retainedValue = 10
        limits.data.retainedBytes = 15
        limits.data.retainedValues = 3
        var (world, a, _, _) = Self.room(limits)
        func keep(_ data: String, _ key: String) -> MemberRefusal.Code? {
            world.say(#"{"t":"data.send","data":\#(data),"retain":"\#(key)"}"#, on: a)?.code
        }
        #expect(keep("12345678901", "k") == .limitExceeded)
        #expect(keep("1234567890", "k") == nil && keep("123456", "l") == .limitExceeded)
        #expect(keep("12345", "k") == nil && keep("123456", "l") == nil && keep("1", "m") == nil)
        #expect(keep("1", "n") == .limitExceeded)
        #expect(world.room("r")?.data.retainedBytes == 12)
        #expect(
            world.say(#"{"t":"data.send","data":1,"retain":"k","to":["b"]}"#, on: a)?.code == .badArgument)
    }

    // MARK: Rates

    @Test func `drawing is not slowed by the limit of requests, floods are`() {
        var (world, a, b, _) = Self.room()
        for second in 0..<5 {
            world.now = .seconds(second)
            for _ in 0..<120 { world.say(#"{"t":"data.send","data":1}"#, on: a) }
        }
        #expect(messages(world, b).count == 600)
        for _ in 0..<1_000 { world.say(#"{"t":"data.send","data":1}"#, on: a) }
        #expect(messages(world, b).count < 1_100)
        #expect(world.say(#"{"t":"data.send","data":1}"#, on: a)?.code == .rateLimited)
        #expect(world.say(#"{"t":"presence.get","userid":"b"}"#, on: a)?.code == nil, "requests go on")
    }

    @Test func `bytes have a rate, a client's and a room's`() {
        var limits = MemberLimits()
        limits.data.byteRate = RateLimit(perSecond: 100, burst: 100)
        limits.data.roomRate = RateLimit(perSecond: 1_000, burst: 1_000)
        var (world, a, b, _) = Self.room(limits)
        let hundred = #"{"t":"data.send","data":"\#(String(repeating: "x", count: 98))"}"#
        #expect(world.say(hundred, on: a)?.isDone == true && world.say(hundred, on: a)?.isDone == true)
        #expect(world.say(hundred, on: a)?.code == .rateLimited, "its own")
        #expect(world.say(hundred, on: b)?.code == .rateLimited, "the room's")
        world.now = .seconds(3)
        #expect(world.say(hundred, on: b)?.isDone == true)
    }

    // MARK: Reading

    @Test(arguments: [
        #"{"t":"data.send"}"#, #"{"t":"data.send","data":1,"to":"b"}"#,
        #"{"t":"data.send","data":1,"latest":""}"#,
        #"{"t":"data.send","data":1,"retain":7}"#, #"{"t":"data.send","data":1,"sentAt":"now"}"#,
        #"{"t":"file.offer","uuid":"f","name":"n","size":-1}"#, #"{"t":"file.offer","uuid":"f","size":1}"#,
        #"{"t":"file.offer","name":"n","size":1}"#, #"{"t":"file.pull","uuid":"f","offset":0,"count":0}"#,
        #"{"t":"file.pull","uuid":"f","offset":0}"#, #"{"t":"file.done"}"#, #"{"t":"room.preview"}"#,
        #"{"t":"room.preview","jpeg":"!"}"#, #"{"t":"room.preview","jpeg":"AAAA"}"#,
    ])
    func `what can't be is refused with its field`(text: String) {
        var (world, a, _, _) = Self.room()
        #expect(world.say(text, on: a)?.code == .badArgument)
    }

    @Test func `binary messages are read`() throws {
        let header = Array(#"{"uuid":"f","offset":16384}"#.utf8)
        let bytes = [2, 0, 0, UInt8(header.count)] + header + [7, 8]
        guard case .chunk(let chunk) = try BinaryMessage.read(bytes) else {
            Issue.record("no chunk")
            return
        }
        #expect(chunk.uuid == "f" && chunk.offset == 16_384 && chunk.payload == [7, 8])
        #expect(BinaryMessage.head(chunk) + chunk.payload == bytes)
    }

    @Test(
        arguments: [
            [], [1], [1, 0, 0], [1, 0, 0, 0], [1, 0, 0, 3, 123, 125], [1, 1, 0, 2, 123, 125],
            [2, 0, 0, 2, 123, 125, 1], [1, 0, 0, 2, 91, 93], [1, 0, 255, 255, 123, 125],
        ] as [[UInt8]])
    func `binary messages that can't be are refused`(bytes: [UInt8]) {
        #expect { try BinaryMessage.read(bytes) } throws: { error in
            (error as? MemberRefusal)?.code == .badArgument
        }
    }

    @Test func `an unknown kind is told apart`() {
        #expect { try BinaryMessage.read([9, 0, 0, 2, 123, 125]) } throws: { error in
            (error as? MemberRefusal)?.code == .unknownType
        }
    }

    // MARK: Pictures

    @Test func `a room's picture has an address for each version`() throws {
        var (world, a, b, _) = Self.room()
        let set = #"{"t":"room.preview","jpeg":"/9j/"}"#
        #expect(world.say(set, on: b)?.code == .notAllowed)
        guard case .preview(let path?)? = world.say(set, on: a) else {
            Issue.record("no address")
            return
        }
        #expect(path.hasPrefix("/v1/previews/") && path.hasSuffix(".jpg?v=1"))
        #expect(world.say(set, on: a)?.code == .rateLimited)
        world.now = .seconds(2)
        guard case .preview(let second?)? = world.say(set, on: a) else {
            Issue.record("no address")
            return
        }
        #expect(second == path.replacing("v=1", with: "v=2"))
        let id = try #require(world.room("r")?.data.preview?.id)
        #expect(world.directory.preview(id)?.0.jpeg == [0xff, 0xd8, 0xff])
        let late = world.join(as: "d")
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: late)?.state?.room.preview == second)
        world.say(#"{"t":"room.preview","jpeg":""}"#, on: a)
        #expect(world.directory.preview(id) == nil && world.directory.previewBytes == 0)
    }

    @Test func `only members are given a protected room's key`() throws {
        var (world, a, _, _) = Self.room()
        world.say(#"{"t":"room.set","password":"p"}"#, on: a)
        world.say(#"{"t":"room.preview","jpeg":"/9j/"}"#, on: a)
        let preview = try #require(world.room("r")?.data.preview)
        let card = try #require(world.directory.card(ofRoom: RoomKey(channel: "c", sessionid: "r")))
        #expect(card.preview?.contains(preview.key) == false)
        let late = world.join(as: "d")
        let state = world.say(#"{"t":"room.join","sessionid":"r","password":"p"}"#, on: late)
        #expect(state?.isPending != true)
        let client = try #require(world.client(late))
        let seen = world.directory.state(of: RoomKey(channel: "c", sessionid: "r"), for: client)
        #expect(seen?.preview?.contains(preview.key) == true)
    }
}

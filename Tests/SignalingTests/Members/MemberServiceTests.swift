// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Signaling

@Suite("MemberService")
struct MemberServiceTests {
    private let service = MemberService<RecordedSocket>(
        access: AccessPolicy(publishToken: nil, playToken: nil), now: { .seconds(1) })

    private func hello(_ id: UInt64, as userid: String) -> RecordedSocket {
        let socket = RecordedSocket(id)
        service.socketDidOpen(socket)
        say(#"{"t":"hello","id":1,"channel":"c","userid":"\#(userid)"}"#, socket)
        return socket
    }

    private func say(_ text: String, _ socket: RecordedSocket) {
        service.socket(socket, didReceive: Array(text.utf8))
    }

    @Test func `a welcome says what time it is, and what may be sent`() throws {
        let service = MemberService<RecordedSocket>(
            access: AccessPolicy(publishToken: nil, playToken: nil), now: { .seconds(1) },
            wallClock: { Date(timeIntervalSince1970: 1_700_000_000.5) })
        let socket = RecordedSocket(1)
        service.socketDidOpen(socket)
        service.socket(socket, didReceive: Array(#"{"t":"hello","id":1,"channel":"c"}"#.utf8))
        let welcome = try #require(socket.messages.first?.text)
        #expect(welcome.contains(#""time":1700000000500,"#))
        #expect(
            welcome.contains(
                #""data":{"rate":120,"burst":400,"byteRate":4194304,"byteBurst":8388608},"files":{"rate":200,"burst":400}"#
            ))
    }

    @Test func `a message to many is encoded once`() {
        let sockets = (1...20).map { hello($0, as: "u\($0)") }
        for socket in sockets { say(#"{"t":"room.openOrJoin","id":2,"sessionid":"r"}"#, socket) }
        say(#"{"t":"msg.send","id":3,"scope":"room","message":"hi"}"#, sockets[0])
        let got = sockets.dropFirst().compactMap { $0.messages.last }
        #expect(got.count == 19)
        #expect(got.allSatisfy { $0 === got.first })
        #expect(
            got.first?.text
                == #"{"t":"msg","scope":"room","from":{"userid":"u1","extra":{}},"message":"hi"}"#)
    }

    @Test func `while the media plane is far behind, requests are busy, and who goes may go`() {
        var limits = MemberLimits()
        limits.mediaWork = 2
        let service = MemberService<RecordedSocket>(
            access: AccessPolicy(publishToken: nil, playToken: nil), limits: limits, now: { .seconds(1) })
        let socket = RecordedSocket(1)
        service.socketDidOpen(socket)
        for text in [
            #"{"t":"hello","id":1,"channel":"c"}"#, #"{"t":"sub.answer","id":2,"rev":1,"sdp":"v"}"#,
            #"{"t":"sub.answer","id":3,"rev":1,"sdp":"v"}"#, #"{"t":"sub.answer","id":4,"rev":1,"sdp":"v"}"#,
            #"{"t":"room.list","id":5}"#, #"{"t":"bye","id":6}"#,
        ] {
            service.socket(socket, didReceive: Array(text.utf8))
        }
        let busy = socket.messages.filter { $0.text.contains(#""code":"busy""#) }.map(\.text)
        #expect(busy.count == 2 && busy[0].contains(#""re":4"#) && busy[1].contains(#""re":5"#))
        #expect(service.inspect(\.clients).isEmpty)
    }

    @Test func `what is garbage is answered and the connection stays`() {
        let socket = hello(1, as: "a")
        say("garbage", socket)
        service.socket(socket, didReceiveBinary: [1, 2, 3])
        say(#"{"t":"no.such","id":9}"#, socket)
        #expect(
            socket.messages.suffix(3).map(\.text) == [
                #"{"t":"error","code":"bad-json","message":"the message is no JSON object"}"#,
                #"{"t":"error","code":"bad-argument","message":"shorter than its head"}"#,
                #"{"re":9,"ok":false,"error":{"code":"unknown-type","message":"no such message","field":"t"}}"#,
            ])
        #expect(socket.codes.isEmpty)
    }

    @Test(.timeLimit(.minutes(2))) func `passwords are hashed and checked off the caller's thread`() async {
        let (a, b, c) = (hello(1, as: "a"), hello(2, as: "b"), hello(3, as: "c"))
        say(#"{"t":"room.open","id":2,"sessionid":"r","password":"right"}"#, a)
        say(#"{"t":"room.join","id":2,"sessionid":"r","password":"wrong"}"#, b)
        say(#"{"t":"room.join","id":2,"sessionid":"r","password":"right"}"#, c)
        #expect(await b.message(with: #""re":2"#)?.contains("invalid-password") == true)
        #expect(await c.message(with: #""re":2"#)?.contains(#""ok":true"#) == true)
    }

    @Test(.timeLimit(.minutes(2))) func `deadlines are looked at again once somebody comes`() async throws {
        let clock = TestClock()
        let service = MemberService<RecordedSocket>(
            access: AccessPolicy(publishToken: nil, playToken: nil), now: { clock.now })
        let running = Task { await service.run() }
        defer { running.cancel() }
        for id in UInt64(1)...3 {
            // Nobody is there for a while.
            try await Task.sleep(for: .milliseconds(60))
            let silent = RecordedSocket(id)
            service.socketDidOpen(silent)
            clock.advance(.seconds(6))
            await eventually { !silent.codes.isEmpty }
            service.socketDidClose(silent)
            #expect(service.inspect(\.isVacant))
        }
        running.cancel()
        await running.value
    }

    @Test func `tokens decide`() {
        let guarded = MemberService<RecordedSocket>(
            access: AccessPolicy(publishToken: "p", playToken: "w"), now: { .seconds(1) })
        func hello(_ id: UInt64, _ auth: String) -> RecordedSocket {
            let socket = RecordedSocket(id)
            guarded.socketDidOpen(socket)
            let text = #"{"t":"hello","id":1,"channel":"c","auth":\#(auth)}"#
            guarded.socket(socket, didReceive: Array(text.utf8))
            return socket
        }
        #expect(hello(1, "null").codes == [4_401])
        #expect(hello(2, "\"x\"").codes == [4_401])
        let viewer = hello(3, "\"w\"")
        guarded.socket(viewer, didReceive: Array(#"{"t":"room.open","id":2,"sessionid":"r"}"#.utf8))
        #expect(viewer.messages.last?.text.contains("unauthorized") == true)
        let publisher = hello(4, "\"p\"")
        guarded.socket(publisher, didReceive: Array(#"{"t":"room.open","id":2,"sessionid":"r"}"#.utf8))
        #expect(publisher.messages.last?.text.contains(#""opened":true"#) == true)
        guarded.socket(viewer, didReceive: Array(#"{"t":"room.join","id":3,"sessionid":"r"}"#.utf8))
        #expect(viewer.messages.last?.text.contains(#""role":"viewer""#) == true)
    }

    @Test func `the end is told to all`() async {
        let socket = hello(1, as: "a")
        let running = Task { await service.run() }
        running.cancel()
        await running.value
        #expect(socket.messages.last?.text == #"{"t":"goaway","reason":"shutdown"}"#)
        #expect(socket.codes == [1_001])
        #expect(service.inspect { $0.connections.isEmpty })
    }

    @Test func `two thousand join one room with few words to each`() {
        let first = hello(1, as: "u1")
        say(#"{"t":"room.open","id":2,"sessionid":"r","max":5000}"#, first)
        let sockets = (2...2_000).map { hello($0, as: "u\($0)") }
        for socket in sockets {
            say(#"{"t":"room.join","id":2,"sessionid":"r","as":{"oneway":true}}"#, socket)
        }
        #expect(service.inspect { $0.rooms.values.first?.members.count } == 2_000)
        #expect(first.messages.count < 2 + MemberLimits().listedViewers + 2)
    }
}

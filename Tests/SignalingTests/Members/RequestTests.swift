// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("Requests as JSON")
struct RequestTests {
    @Test(arguments: [
        #"{"t":"room.open"}"#: "sessionid",
        #"{"t":"room.open","sessionid":""}"#: "sessionid",
        #"{"t":"room.open","sessionid":"  "}"#: "sessionid",
        #"{"t":"room.open","sessionid":"a\u0007b"}"#: "sessionid",
        #"{"t":"room.open","sessionid":5}"#: "sessionid",
        #"{"t":"room.open","sessionid":"r","max":0}"#: "max",
        #"{"t":"room.open","sessionid":"r","max":"1"}"#: "max",
        #"{"t":"room.open","sessionid":"r","extra":[]}"#: "extra",
        #"{"t":"room.open","sessionid":"r","session":{"audio":1}}"#: "session",
        #"{"t":"room.open","sessionid":"r","session":{"oneway":"two-way"}}"#: "session",
        #"{"t":"room.open","sessionid":"r","ownerKey":"short"}"#: "ownerKey",
        #"{"t":"room.open","sessionid":"r","state":"closed"}"#: "state",
        #"{"t":"room.join","sessionid":"r","wait":"yes"}"#: "wait",
        #"{"t":"user.role","userid":"u","role":"king"}"#: "role",
        #"{"t":"user.role","userid":"u"}"#: "role",
        #"{"t":"user.state","state":"asleep"}"#: "state",
        #"{"t":"user.eject","userid":"u","banMs":-1}"#: "banMs",
        #"{"t":"msg.send","scope":"world","message":1}"#: "scope",
        #"{"t":"msg.send","scope":"user","message":1}"#: "to",
        #"{"t":"msg.send","scope":"room"}"#: "message",
        #"{"t":"hello"}"#: "channel",
        #"{"id":1}"#: "t",
    ])
    func `a wrong field is named`(text: String, field: String) {
        let refusal = refusal(of: text)
        #expect(refusal?.code == .badArgument)
        #expect(refusal?.field == field)
    }

    @Test func `names are trimmed and may be any text`() {
        guard
            case .success(.join(let wish)) = MemberRequest.read(
                Array(#"{"t":"room.join","sessionid":" Zimmer 1 é😀 "}"#.utf8)
            ).request
        else {
            Issue.record("not read")
            return
        }
        #expect(wish.sessionid == "Zimmer 1 é😀")
        let longest = String(repeating: "x", count: 128)
        #expect(refusal(of: #"{"t":"room.join","sessionid":"\#(longest)"}"#) == nil)
        #expect(refusal(of: #"{"t":"room.join","sessionid":"\#(longest)x"}"#)?.field == "sessionid")
    }

    @Test func `a password never stays in an extra`() {
        let text = #"{"t":"user.extra","extra":{"name":"x","password":"secret","b":[1]}}"#
        guard case .success(.extra(let extra)) = MemberRequest.read(Array(text.utf8)).request else {
            Issue.record("not read")
            return
        }
        #expect(String(decoding: extra.bytes, as: UTF8.self) == #"{"name":"x","b":[1]}"#)
    }

    @Test func `unknown messages and versions are answered as such`() {
        #expect(refusal(of: #"{"t":"no.such"}"#)?.code == .unknownType)
        #expect(refusal(of: #"{"t":"hello","channel":"c","proto":[7]}"#)?.code == .unsupportedProto)
        #expect(refusal(of: #"{"t":"hello","channel":"c","proto":[1,7],"new":{}}"#) == nil)
        #expect(refusal(of: "{nonsense")?.code == .badJSON)
    }

    @Test func `the id is known even if the rest is wrong`() {
        #expect(MemberRequest.read(Array(#"{"t":"x","id":7}"#.utf8)).id == 7)
        #expect(MemberRequest.read(Array(#"{"t":"bye","id":-7}"#.utf8)).id == nil)
    }

    @Test func `replies and errors are spelled as documented`() throws {
        let reply = try #require(
            MemberReply.refused(MemberRefusal(.roomFull, "the room is full")).json(id: 3))
        #expect(
            String(decoding: reply, as: UTF8.self)
                == #"{"re":3,"ok":false,"error":{"code":"room-full","message":"the room is full"}}"#)
        #expect(MemberReply.done.json(id: nil) == nil)
        #expect(
            MemberReply.done.json(id: 4).map { String(decoding: $0, as: UTF8.self) } == #"{"re":4,"ok":true}"#
        )
        let error = try #require(MemberReply.refused(MemberRefusal(.badJSON, "x")).json(id: nil))
        #expect(String(decoding: error, as: UTF8.self) == #"{"t":"error","code":"bad-json","message":"x"}"#)
    }

    private func refusal(of text: String) -> MemberRefusal? {
        if case .failure(let refusal) = MemberRequest.read(Array(text.utf8)).request { refusal } else { nil }
    }
}

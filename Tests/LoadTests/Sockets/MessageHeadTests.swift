// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LoadKit

@Suite struct MessageHeadTests {
    private func head(_ text: String) -> MessageHead? { MessageHead(Array(text.utf8)) }

    @Test func `a ping has its number`() {
        #expect(head(#"{"t":"ping","n":41}"#)?.type == "ping")
        #expect(head(#"{"t":"ping","n":41}"#)?.number == 41)
        #expect(head(#" { "n" : 7 , "t" : "ping" } "#)?.number == 7)
    }

    @Test func `a reply says to what, and whether it is good`() throws {
        let good = try #require(head(#"{"re":2,"ok":true,"room":{"t":"x"},"members":[{"ok":false}]}"#))
        #expect(good.type == "" && good.reply == 2 && good.isGood)
        let bad = try #require(head(#"{"re":3,"ok":false,"error":{"code":"room-full"}}"#))
        #expect(bad.reply == 3 && !bad.isGood)
    }

    @Test func `a message's event is found behind anything`() {
        let text =
            #"{"t":"msg","scope":"room","from":{"userid":"a\"},{","extra":{"event":"no"}},"message":[1,[2]],"event":"yes"}"#
        #expect(head(text)?.event == "yes")
        #expect(head(#"{"t":"msg","scope":"room","message":"event"}"#)?.event == nil)
    }

    @Test func `other events are known by their type, and the rest isn't read`() {
        #expect(head(#"{"t":"user.joined","userid":"#)?.type == "user.joined")
    }

    @Test func `what is no object is nothing`() {
        #expect(head("") == nil)
        #expect(head("[1]") == nil)
        #expect(head(#"{"t":"#) == nil)
        #expect(head(#"{"t":"unfinished"#) == nil)
        #expect(head("{}")?.type == "")
    }
}

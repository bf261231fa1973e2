// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("JSON of clients, RFC 8259")
struct JSONTests {
    @Test(arguments: [
        "{}", #"{"a":1}"#, " { \"a\" : [ 1 , -0.5e+3, true,false , null ] } ", #"{"a":{"b":"\u00e9\n\\"}}"#,
        #"{"":""}"#,
    ])
    func `objects are read`(text: String) {
        #expect(JSONObject(Array(text.utf8)) != nil)
    }

    @Test(arguments: [
        "", "[]", "1", "{", "{}x", "{} {}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{a:1}", #"{"a":01}"#,
        #"{"a":1.}"#, #"{"a":-}"#, #"{"a":"\x"}"#, #"{"a":"\u12g4"}"#, "{\"a\":\"\n\"}", #"{"a":tru}"#,
        #"{"a":"b}"#, #"{'a':1}"#, #"{"a":[1,]}"#, #"{"a":[1"#,
    ])
    func `what is no object is refused`(text: String) {
        #expect(JSONObject(Array(text.utf8)) == nil)
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        #expect(JSONObject(Array("{\"a\":\"".utf8) + [0xff, 0xfe] + Array("\"}".utf8)) == nil)
    }

    @Test func `nesting has an end`() {
        let deep = { (depth: Int) in
            "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        }
        #expect(JSONObject(Array(deep(Limits.messageDepth).utf8)) != nil)
        #expect(JSONObject(Array(deep(Limits.messageDepth + 1).utf8)) == nil)
        #expect(JSONObject(Array(deep(100_000).utf8)) == nil)
    }

    @Test func `fields have an end`() {
        let text = (0...Limits.messageFields).map { "\"\($0)\":0" }.joined(separator: ",")
        #expect(JSONObject(Array("{\(text)}".utf8)) == nil)
    }

    @Test(arguments: ["", "a", "é😀", "\"\\/", "a\u{1}\n\t", "\u{2028}"])
    func `strings come back`(text: String) throws {
        var writer = JSONWriter()
        writer.field("a", text)
        let object = try #require(JSONObject(writer.object))
        #expect(object["a"]?.string == text)
    }

    @Test func `escapes are undone, half a pair is replaced`() throws {
        let object = try #require(JSONObject(Array(#"{"a":"\ud83d\ude00\u00e9\b\/","b":"x\ud83dy"}"#.utf8)))
        #expect(object["a"]?.string == "😀é\u{8}/")
        #expect(object["b"]?.string == "x\u{fffd}y")
    }

    @Test func `the last of two fields of a name counts`() {
        #expect(JSONObject(Array(#"{"a":1,"a":2}"#.utf8))?["a"]?.integer == 2)
    }

    @Test(arguments: UInt64(1)...300)
    func `random bytes never trap`(seed: UInt64) {
        var random = SplitMix64(state: seed)
        let alphabet = Array(#"{}[]",:\u0123e+-.tfn "#.utf8) + [0xc3, 0xa9, 0xff]
        let count = Int.random(in: 0...60, using: &random)
        let bytes =
            [UInt8(ascii: "{")] + (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
        _ = MemberRequest.read(bytes)
    }
}

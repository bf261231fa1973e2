// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import Signaling

@Suite("Bad input over HTTP")
struct BadInputTests {
    @Test(arguments: [
        "/whip/../etc/passwd", "/whip/..", "/whip/r/..", "/whip/%2e%2e/x", "/whip/..%2f..%2fetc", "/whep/./r",
        "/v1/rooms/..", "/v1/rooms/%00", "/assets/..", "/assets/../index.html",
        "/assets/%2e%2e%2fPackage.swift",
        "/assets/....//x", "/assets/.hidden", "/assets//etc/passwd", "/studio/..", "/watch/../x",
        "/watch/<script>",
        "/sessions/..", "/sessions/%0d%0aSet-Cookie:x",
    ])
    func `traversal and odd names are 400 or 404 and reach nothing`(path: String) async throws {
        let relay = try Relay()
        for method in [HTTPRequest.Method.get, .post, .patch, .delete] {
            let fields: HTTPFields = [.contentType: "application/sdp", .ifMatch: "*"]
            let response = try await relay.request(method, path, fields, body: Relay.offer)
            #expect([400, 404, 405].contains(response.status.code), "\(method)")
            #expect(!response.text.contains("passwd") && !response.text.contains("script"))
        }
        #expect(relay.plane.calls.isEmpty)
    }

    @Test func `a line break in what the media plane says reaches neither a field nor the log whole`()
        async throws
    {
        let relay = try Relay()
        relay.plane.script { $0.publish = .fail(.unusable("bad\r\nSet-Cookie: secret\u{0}")) }
        let response = try await relay.post("/whip/r")
        #expect(response.status == .unprocessableContent)
        #expect(response.headers[.setCookie] == nil)
        #expect(
            !response.text.contains("\\r") && !response.text.contains("\\n")
                && !response.text.contains("\\u0000"))
        #expect(LogText.clean("a\r\nb\u{1b}[31m") == "a  b [31m")
        #expect(LogText.clean(String(repeating: "x", count: 1_000)).count == 200)
    }

    @Test func `fields with a line break can't be made by a client's values`() async throws {
        let relay = try Relay { $0.playToken = "t" }
        let fields: HTTPFields = [
            .origin: "https://evil\r\nSet-Cookie: x", .authorization: "Bearer x\r\nX: y",
        ]
        let response = try await relay.request(.get, "/v1/rooms", fields)
        #expect(response.status == .unauthorized)
        #expect(response.headers[.setCookie] == nil)
        #expect(response.headers[.accessControlAllowOrigin] == "*")
    }

    @Test(arguments: [HTTPRequest.Method.put, .trace, .connect])
    func `methods that a resource doesn't have are 405 with Allow`(method: HTTPRequest.Method) async throws {
        let relay = try Relay()
        let session = try await relay.open("/whip/r")
        for path in ["/whip/r", "/whep/r", session.path, "/v1/rooms", "/healthz", "/", "/assets/icon.svg"] {
            let response = try await relay.request(method, path)
            #expect(response.status == .methodNotAllowed)
            #expect(response.headers[.allow]?.contains("GET") == true)
        }
        #expect(try await relay.request(.patch, "/whip/r").status == .methodNotAllowed)
        #expect(try await relay.request(.post, session.path).status == .methodNotAllowed)
        #expect(try await relay.request(.delete, "/v1/rooms").status == .methodNotAllowed)
    }

    @Test func `a length that lies is met by what really comes`() async throws {
        let relay = try Relay { $0.bodyLimit = 100 }
        let huge = String(repeating: "x", count: 2_000_000)
        #expect(try await relay.post("/whip/r", body: huge).status == .contentTooLarge)
        #expect(try await relay.post("/whip/r", body: String(repeating: "x", count: 100)).status == .created)
    }

    @Test func `a body that never ends is 408, and one that grows too long is 413 before its end`()
        async throws
    {
        let reader = BodyReader(limit: 10, deadline: .milliseconds(20))
        let head = HTTPRequest(method: .post, scheme: "http", authority: "x", path: "/whip/r")
        for (text, expected) in [("123", ProblemKind.slowBody), ("12345678901", .tooLarge)] {
            let (body, source) = RequestBody.makeStream()
            await source.yield(ByteBuffer(string: text))
            var restRefused = false
            do {
                _ = try await reader.read(Request(head: head, body: body)) { restRefused = true }
                Issue.record("\(text) was read")
            } catch {
                #expect(error.kind == expected)
                #expect(restRefused)
            }
            source.finish()
        }
    }

    @Test func `a body that breaks off is 400, and one in pieces is put together`() async throws {
        struct Broken: Error {}
        let reader = BodyReader(limit: 10, deadline: .seconds(10))
        let head = HTTPRequest(method: .post, scheme: "http", authority: "x", path: "/whip/r")
        let (broken, brokenSource) = RequestBody.makeStream()
        brokenSource.finish(Broken())
        await #expect(throws: HTTPProblem.self) {
            try await reader.read(Request(head: head, body: broken)) {}
        }
        let (body, source) = RequestBody.makeStream()
        async let bytes = reader.read(Request(head: head, body: body)) {}
        for piece in ["v=", "0", "\r\n"] {
            await source.yield(ByteBuffer(string: piece))
        }
        source.finish()
        #expect(try await bytes == Array("v=0\r\n".utf8))
    }

    @Test(arguments: UInt64(1)...40)
    func `random requests are always answered, and never with 500`(seed: UInt64) async throws {
        var random = SplitMix64(state: seed)
        let relay = try Relay { $0.bodyLimit = 512 }
        let session = try await relay.goLive("/whip/r/b")
        let methods: [HTTPRequest.Method] = [.get, .head, .post, .patch, .delete, .options, .put]
        let steps = [
            "whip", "whep", "sessions", "v1", "rooms", "r", "b", "..", "%2e", "", "é", "a b", session.id.text,
        ]
        let values = [
            "", "*", "\"*\"", "application/sdp", ";", ",,,", "W/\"", "Bearer ", "\u{fffd}", session.tag,
        ]
        for _ in 0..<60 {
            let path = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                steps.randomElement(using: &random) ?? ""
            }
            var fields = HTTPFields()
            for name in [
                HTTPField.Name.contentType, .ifMatch, .authorization, .accept, .ifNoneMatch, .origin,
            ] {
                fields[name] = values.randomElement(using: &random)
            }
            let body = String(repeating: "\u{0}x\u{ff}", count: Int.random(in: 0...300, using: &random))
            let method = methods.randomElement(using: &random) ?? .get
            let response = try await relay.request(
                method,
                "/" + path.joined(separator: "/"),
                fields,
                body: method == .get ? nil : body
            )
            #expect(response.status.code < 500, "seed \(seed): \(method) \(path)")
            await relay.settle()
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("Routes, media types and entity tags")
struct GrammarTests {
    @Test(arguments: [
        ("/", Route.page(.index)), ("/whip/r", .publish(BroadcastID(room: "r", name: "main"))),
        ("/whip/r/b", .publish(BroadcastID(room: "r", name: "b"))), ("/whep/r", .watch(.room("r"))),
        ("/whep/r/b/", .watch(.broadcast(BroadcastID(room: "r", name: "b")))),
        ("/sessions/abc", .session(SessionID(text: "abc"))), ("/v1/rooms", .rooms), ("/v1/rooms/", .rooms),
        ("/v1/rooms/r", .room("r")), ("/v1/previews/a.jpg", .preview("a")), ("/healthz", .health),
        ("/readyz", .readiness), ("/metrics", .metrics),
        ("/studio", .page(.studio)), ("/studio/r", .page(.studio)), ("/watch/r", .page(.watch)),
        ("/watch/r/b", .page(.watch)), ("/assets/longwave.css", .asset("longwave.css")),
        ("/whip/sessions", .publish(BroadcastID(room: "sessions", name: "main"))),
    ])
    func `a path names one thing`(path: String, route: Route) {
        #expect(Route(path: path, defaultBroadcast: "main") == route)
    }

    @Test(arguments: [
        "", "whip/r", "/whip", "/whep/", "/whip/r/b/c", "/whip/r//", "//", "/whip//r", "/WHIP/r", "/v1",
        "/v1/room",
        "/v1/rooms/r/b", "/v1/previews", "/v1/previews/.jpg", "/v1/previews/a.png", "/v1/previews/a/b.jpg",
        "/v2/rooms", "/sessions", "/sessions/a/b", "/sessions/a%20b", "/watch",
        "/studio/r/b", "/assets",
        "/assets/a/b", "/assets/../x", "/healthz/x", "*", "/" + String(repeating: "a/", count: 2_000),
    ])
    func `other paths name nothing`(path: String) {
        let route = Route(path: path, defaultBroadcast: "main")
        #expect(route == .unknown || route == .invalidName)
    }

    @Test(arguments: [
        "/whip/..", "/whip/.", "/whip/r/..", "/whep/%2e%2e", "/whep/r/a%2fb", "/whip/a b", "/whip/r\r\nX: y",
        "/whip/\(String(repeating: "x", count: 129))", "/v1/rooms/..", "/watch/a<b>", "/studio/é",
        "/whip/r/b;x=1",
    ])
    func `names that can't be are told apart`(path: String) {
        #expect(Route(path: path, defaultBroadcast: "main") == .invalidName)
    }

    @Test func `labels are a closed set`() {
        let labels = [
            "/whip/r", "/whep/r", "/sessions/x", "/v1/rooms", "/v1/rooms/r", "/nothing", "/whip/..",
        ].map {
            Route(path: $0, defaultBroadcast: "main").label
        }
        #expect(labels == ["whip", "whep", "session", "rooms", "room", "other", "other"])
    }

    @Test(arguments: [
        ("\"a\"", ["a"]), ("\"a\", \"b\"", ["a", "b"]), ("\"a\",\"b\"", ["a", "b"]), ("a", ["a"]),
        ("a, b", ["a", "b"]),
        ("\"a,b\"", ["a,b"]), ("W/\"a\"", ["a"]), ("", []), (",", []), ("\"", []), ("\"\"", []),
        ("\"a", ["a"]),
        ("  \"a\"  ,, \"b\" ", ["a", "b"]),
    ])
    func `a condition's tags are read leniently`(field: String, opaque: [String]) {
        #expect(
            EntityTagCondition(field)
                == .tags(
                    opaque.map { tag in
                        var tag = EntityTag(tag)
                        tag.isWeak = field.hasPrefix("W/")
                        return tag
                    }))
    }

    @Test(arguments: ["*", "\"*\"", " * ", "\"a\", *"])
    func `a star is any tag`(field: String) {
        #expect(EntityTagCondition(field) == .any)
    }

    @Test func `strong comparison takes no weak tags, weak comparison does, and huge fields match nothing`() {
        var weak = EntityTag("a")
        weak.isWeak = true
        #expect(!EntityTagCondition("W/\"a\"").matchesStrongly(EntityTag("a")))
        #expect(!EntityTagCondition("\"a\"").matchesStrongly(weak))
        #expect(EntityTagCondition("W/\"a\"").matchesWeakly(EntityTag("a")))
        #expect(EntityTagCondition(String(repeating: "\"a\",", count: 1_000)) == .tags([]))
    }

    @Test func `bytes that differ have tags that differ`() {
        let tags = Set(["", "a", "b", "ab", "ba"].map { EntityTag(of: Array($0.utf8)).opaque })
        #expect(tags.count == 5)
    }

    @Test(arguments: [
        ("application/sdp", true), ("APPLICATION/SDP;x", true), ("\tapplication/sdp\t", true),
        ("application / sdp", false),
        ("application/sdp,text/plain", false), ("", false), (";application/sdp", false),
    ])
    func `a media type is what stands before its parameters`(field: String, isSDP: Bool) {
        #expect((MediaType(field) == .sdp) == isSDP)
    }
}

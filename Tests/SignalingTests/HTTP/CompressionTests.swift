// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Signaling

@Suite("Compression, RFC 9110 §12.5.3")
struct CompressionTests {
    @Test(arguments: [
        (nil, 0, 1), ("", 0, 1), ("gzip", 1_000, 1), ("x-gzip", 1_000, 1), ("GZIP;Q=0.5", 500, 1),
        ("gzip, deflate, br, zstd", 1_000, 1), ("deflate, br", 0, 1), ("*", 1_000, 1), ("*;q=0", 0, 0),
        ("gzip;q=0", 0, 1), ("gzip;q=0.000", 0, 1), ("*, gzip;q=0", 0, 1), ("gzip, *;q=0", 1_000, 0),
        ("identity;q=0", 0, 0), ("identity;q=0, gzip;q=0.001", 1, 0), ("identity, *;q=0", 0, 1_000),
        ("gzip;q=1.0, identity; q=0.5, *;q=0", 1_000, 500), (" gzip ; q=0.25 ", 250, 1),
        (",, gzip,", 1_000, 1),
    ])
    func `weights are read`(field: String?, gzip: Int, identity: Int) {
        let accepted = AcceptedCodings(field)
        #expect(accepted.gzip == gzip && accepted.identity == identity)
    }

    @Test(arguments: [
        "gzip;q=", "gzip;q=2", "gzip;q=1.001", "gzip;q=0.1234", "gzip;q=-1", "gzip;q=+1", "gzip;q=0.+1",
        "gzip;q",
        "gzip;", "gzip;level=9", "gzip;q=1;q=0", "gzip;q=0.\u{0661}", "gzi p", "gzipped", ";q=1",
    ])
    func `what is no weight of a coding says nothing`(field: String) {
        #expect(AcceptedCodings(field) == AcceptedCodings(nil))
    }

    static let paths = [
        "/", "/studio", "/assets/longwave.css", "/assets/icon.svg", "/RTCMultiConnection.js",
        "/client/socket.mjs",
        "/longwave.d.ts", "/getMediaElement.css", "/demos/", "/demos/demo-kit.mjs", "/demos/demos.css",
    ]

    @Test(arguments: paths)
    func `who accepts gzip gets it, with a tag and a length of its own`(path: String) async throws {
        let relay = try Relay()
        let plain = try await relay.request(.get, path)
        let gzip = try await relay.request(.get, path, [.acceptEncoding: "gzip, br"])
        #expect(plain.headers[.contentEncoding] == nil && gzip.headers[.contentEncoding] == "gzip")
        #expect(gzip.status == .ok && gzip.headers[.contentType] == plain.headers[.contentType])
        #expect(gzip.headers[.contentLength] == "\(gzip.body.readableBytes)")
        #expect(gzip.body.readableBytes < plain.body.readableBytes)
        #expect(gzip.headers[.eTag] != plain.headers[.eTag])
        #expect(gzip.body.getInteger(at: 0, as: UInt16.self) == 0x1f8b)
        // RFC 1952 §2.3.1: the last four bytes are the length of what was compressed.
        let length = gzip.body.getInteger(
            at: gzip.body.writerIndex - 4, endianness: .little, as: UInt32.self)
        #expect(length == UInt32(plain.body.readableBytes))
        for response in [plain, gzip] {
            #expect(response.headers[.vary] == "Accept-Encoding")
        }
    }

    @Test(arguments: paths)
    func `HEAD and 304 are right for both`(path: String) async throws {
        let relay = try Relay()
        var tags: [String] = []
        for coding in ["identity", "gzip"] {
            let get = try await relay.request(.get, path, [.acceptEncoding: coding])
            let head = try await relay.request(.head, path, [.acceptEncoding: coding])
            #expect(head.body.readableBytes == 0 && head.headers == get.headers)
            tags.append(try #require(get.headers[.eTag]))
        }
        for (coding, tag, expected) in [
            ("identity", tags[0], HTTPResponse.Status.notModified), ("gzip", tags[1], .notModified),
            ("identity", tags[1], .ok), ("gzip", tags[0], .ok),
            ("gzip", tags.joined(separator: ", "), .notModified),
        ] {
            let response = try await relay.request(
                .get, path, [.acceptEncoding: coding, .ifNoneMatch: tag])
            #expect(response.status == expected)
            // RFC 9110 §15.4.5: what a 200 would have said of caching, and nothing of a body that isn't there.
            guard expected == .notModified else { continue }
            #expect(response.headers[.eTag] == tags[coding == "gzip" ? 1 : 0])
            #expect(response.headers[.vary] == "Accept-Encoding")
            #expect(response.headers[.contentEncoding] == nil && response.body.readableBytes == 0)
        }
    }

    @Test(arguments: [
        ("gzip;q=0", nil), ("identity, gzip;q=0.5", nil), ("br", nil), ("*", "gzip"),
        ("gzip;q=0.001", "gzip"),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
    ])
    func `the client's preference holds`(field: String, coding: String?) async throws {
        let response = try await Relay().request(.get, "/RTCMultiConnection.js", [.acceptEncoding: field])
        #expect(response.status == .ok && response.headers[.contentEncoding] == coding)
    }

    @Test func `what gzip makes longer stays as it is, unless only gzip is accepted`() async throws {
        let relay = try Relay()
        let plain = try await relay.request(.get, "/longwave.mjs", [.acceptEncoding: "gzip"])
        #expect(plain.headers[.contentEncoding] == nil && plain.text.hasPrefix("export"))
        let gzip = try await relay.request(.get, "/longwave.mjs", [.acceptEncoding: "gzip, identity;q=0"])
        #expect(gzip.headers[.contentEncoding] == "gzip")
    }

    @Test(arguments: ["*;q=0", "identity;q=0", "br, identity;q=0"])
    func `who accepts neither is told`(field: String) async throws {
        let response = try await Relay().request(.get, "/RTCMultiConnection.js", [.acceptEncoding: field])
        #expect(response.status == .notAcceptable && response.headers[.vary] == "Accept-Encoding")
        #expect(try response.problem() == "not-acceptable")
    }

    @Test func `what is made for each request is never compressed`() async throws {
        let relay = try Relay()
        try await relay.goLive("/whip/r")
        for path in ["/v1/rooms", "/v1/rooms/r", "/healthz", "/metrics", "/absent"] {
            let response = try await relay.request(.get, path, [.acceptEncoding: "gzip"])
            #expect(response.headers[.contentEncoding] == nil && response.headers[.vary] == nil, "\(path)")
        }
    }

    @Test func `nothing is as good as anything`() throws {
        #expect(try Gzip.compress([]).readableBytes > 0)
        let noise = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 2_654_435_761 >> 7) }
        #expect(try Gzip.compress(noise).readableBytes < noise.count + 100)
    }
}

// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Signaling

@Suite("Demos")
struct DemosTests {
    static let pages = EmbeddedFiles.demos.keys.filter { $0.hasSuffix(".html") }
        .map { $0 == "demos.html" ? "/demos/" : "/demos/\($0.dropLast(5))" }.sorted()

    @Test(arguments: pages + ["/demos", "/demos/broadcast/"])
    func `demos come with their policies and an entity tag`(path: String) async throws {
        let relay = try Relay()
        let response = try await relay.request(.get, path)
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
        #expect(response.headers[.xContentTypeOptions] == "nosniff")
        let policy = try #require(response.headers[.contentSecurityPolicy])
        #expect(policy.contains("default-src 'self'") && !policy.contains("unsafe"))
        #expect(policy.contains("frame-ancestors 'none'"))
        let devices = try #require(response.headers[.permissionsPolicy])
        for device in ["camera", "microphone", "display-capture"] {
            #expect(devices.contains("\(device)=(self)"))
        }
        let tag = try #require(response.headers[.eTag])
        let again = try await relay.request(.get, path, [.ifNoneMatch: tag])
        #expect(again.status == .notModified)
        #expect(again.headers[.contentSecurityPolicy] == policy)
    }

    @Test func `scripts and styles have their media types, and pages no second address`() async throws {
        let relay = try Relay()
        for (name, bytes) in EmbeddedFiles.demos {
            let response = try await relay.request(.get, "/demos/\(name)")
            guard !name.hasSuffix(".html") else {
                #expect(response.status == .notFound)
                continue
            }
            #expect(response.status == .ok, "\(name)")
            #expect(Array(response.body.readableBytesView) == bytes)
            #expect(response.headers[.contentType] == PagesResource.mediaType(of: name))
        }
    }

    @Test(arguments: ["/demos/absent", "/demos/absent.mjs", "/demos/broadcast/more", "/demos/..", "/demos/."])
    func `nothing else is there`(path: String) async throws {
        #expect(try await Relay().request(.get, path).status == .notFound)
    }

    @Test func `the table holds every file of the folder`() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let folder = tests.appending(path: "../../Sources/Signaling/Demos").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(Set(files) == Set(EmbeddedFiles.demos.keys))
    }

    @Test func `the list names every demo, and pages load nothing of others`() throws {
        let list = String(decoding: try #require(EmbeddedFiles.demos["demos.html"]), as: UTF8.self)
        for page in Self.pages where page != "/demos/" {
            #expect(list.contains("href=\"\(page)\""), "\(page)")
        }
        for (name, bytes) in EmbeddedFiles.demos {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("://"), "\(name)")
            #expect(
                !text.contains("<style") && !text.contains(" style=") && !text.contains("onclick=\""),
                "\(name)")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Signaling

@Suite("Pages and assets")
struct PagesTests {
    @Test(arguments: ["/", "/studio", "/studio/r", "/studio/r/", "/watch/r", "/watch/r/b"])
    func `pages come with their policies and an entity tag`(path: String) async throws {
        let relay = try Relay()
        let response = try await relay.request(.get, path)
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
        #expect(response.headers[.xContentTypeOptions] == "nosniff")
        let policy = try #require(response.headers[.contentSecurityPolicy])
        #expect(policy.contains("default-src 'self'") && !policy.contains("unsafe"))
        #expect(policy.contains("frame-ancestors *") == path.hasPrefix("/watch"))
        let devices = try #require(response.headers[.permissionsPolicy])
        #expect(devices.contains("camera=(self)") == path.hasPrefix("/studio"))
        #expect(devices.contains("display-capture=(self)") == path.hasPrefix("/studio"))

        let tag = try #require(response.headers[.eTag])
        let again = try await relay.request(.get, path, [.ifNoneMatch: tag])
        #expect(again.status == .notModified)
        #expect(again.headers[.contentSecurityPolicy] == policy)
        let head = try await relay.request(.head, path)
        #expect(head.body.readableBytes == 0)
        #expect(head.headers[.contentLength] == "\(response.body.readableBytes)")
    }

    @Test func `every embedded file but the pages is an asset with its media type`() async throws {
        let relay = try Relay()
        for (name, bytes) in EmbeddedFiles.table {
            let response = try await relay.request(.get, "/assets/\(name)")
            guard !name.hasSuffix(".html") else {
                #expect(response.status == .notFound)
                continue
            }
            #expect(response.status == .ok, "\(name)")
            #expect(Array(response.body.readableBytesView) == bytes)
            #expect(response.headers[.contentType] == PagesResource.mediaType(of: name))
            #expect(response.headers[.contentType] != "application/octet-stream", "\(name)")
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
        }
        #expect(try await relay.request(.get, "/assets/absent.css").status == .notFound)
    }

    @Test func `the table holds every file of the folder`() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let folder = tests.appending(path: "../../Sources/Signaling/Pages/Resources").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(Set(files) == Set(EmbeddedFiles.table.keys))
        for page in Page.allCases {
            #expect(EmbeddedFiles.table[page.fileName] != nil)
        }
    }

    @Test(arguments: [
        ("a.html", "text/html; charset=utf-8"), ("a.css", "text/css; charset=utf-8"),
        ("a.mjs", "text/javascript; charset=utf-8"), ("a.svg", "image/svg+xml"),
        ("a", "application/octet-stream"),
    ])
    func `media types follow the ending`(name: String, type: String) {
        #expect(PagesResource.mediaType(of: name) == type)
    }
}

// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Signaling

@Suite("The client's scripts")
struct ClientScriptTests {
    static let scripts = [
        "/RTCMultiConnection.js", "/RTCMultiConnection.min.js", "/RTCMultiConnection-v1.2.js",
        "/RTCMultiConnection-v1.6.js", "/RTCMultiConnection-v2.2.4.js", "/RTCMultiConnection-v2.2.5.js",
        "/RTCMultiConnection-v2.0.0.min.js", "/RTCMultiConnection-v3.js", "/dist/RTCMultiConnection.js",
        "/dist/RTCMultiConnection.min.js", "/socket.io/socket.io.js",
    ]

    static let others = [
        "/longwave.mjs", "/client/longwave.mjs", "/client/socket.mjs", "/firebase.js", "/commits.js",
        "/getMediaElement.js", "/getMediaElement.min.js",
    ]

    @Test(arguments: scripts + others)
    func `every address gives a script that any page may load and keep`(path: String) async throws {
        let relay = try Relay()
        let response = try await relay.request(.get, path)
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "text/javascript; charset=utf-8")
        #expect(response.headers[.accessControlAllowOrigin] == "*")
        #expect(response.headers[.crossOriginResourcePolicy] == "cross-origin")
        let tag = try #require(response.headers[.eTag])
        let again = try await relay.request(
            .get, path, [.ifNoneMatch: tag, .origin: "https://elsewhere.example"])
        #expect(again.status == .notModified)
        #expect(again.body.readableBytes == 0)
        #expect(again.headers[.accessControlAllowOrigin] == "*")
    }

    @Test func `types and styles have their own media types`() async throws {
        let relay = try Relay()
        let types = try await relay.request(.get, "/longwave.d.ts")
        #expect(types.headers[.contentType] == "text/plain; charset=utf-8")
        #expect(String(buffer: types.body).contains("class Connection"))
        let style = try await relay.request(.get, "/getMediaElement.css")
        #expect(style.headers[.contentType] == "text/css; charset=utf-8")
    }

    @Test(arguments: [
        "/RTCMultiConnection", "/RTCMultiConnection-v.js", "/RTCMultiConnection-v2.2.5.1.js",
        "/RTCMultiConnection-v2..js", "/RTCMultiConnection-2.js", "/dist/RTCMultiConnection-v3.js",
        "/client/absent.mjs", "/client", "/client/a/b", "/socket.io", "/longwave.js",
    ])
    func `nothing else is there`(path: String) async throws {
        #expect(try await Relay().request(.get, path).status == .notFound)
    }

    @Test func `the table holds every file of the folder`() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let folder = tests.appending(path: "../../Sources/Signaling/Client").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(Set(files) == Set(EmbeddedFiles.client.keys))
    }

    @Test func `the classic script has no import, no export and each name once`() async throws {
        let response = try await Relay().request(.get, "/RTCMultiConnection.js")
        let lines = String(buffer: response.body).split(separator: "\n")
        #expect(!lines.contains { $0.hasPrefix("import ") || $0.hasPrefix("export ") })
        #expect(!lines.contains { $0.contains("import.meta") })
        #expect(lines.filter { $0 == "\"use strict\";" }.count == 1)
        let names = lines.compactMap(Self.declared)
        let twice = Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys
        #expect(twice.isEmpty)
        #expect(names.contains("Connection") && names.contains("scriptAddress"))
    }

    @Test func `the classic script has no lines of comment, and its sources no strings of several lines`() {
        let script = ClassicScript.compose(Self.texts(), entries: "compat-")
        let lines = script.split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.count { $0.hasPrefix("//") } == 1)
        #expect(!lines.contains { $0.hasPrefix("* ") || ($0.hasPrefix("/*") && $0.hasSuffix("*/")) })
        for (name, text) in Self.texts() {
            let odd = text.split(separator: "\n").filter { $0.count(where: { $0 == "`" }) % 2 == 1 }
            #expect(odd.isEmpty, "\(name)")
        }
    }

    @Test func `what only looks like a comment stays`() {
        let comments = "/** one */\n/* two\n * three\n */\n  // four\n"
        let code = "const a = \"// b\"; // c\n/** @type {x} */ f(/\\/*/);\n"
        let script = ClassicScript.compose(["compat-a.mjs": comments + code], entries: "compat-")
        #expect(script.hasSuffix("\"use strict\";\n" + code + "})();\n"))
    }

    private static func texts() -> [String: String] {
        EmbeddedFiles.client.filter { $0.key.hasSuffix(".mjs") }.mapValues {
            String(decoding: $0, as: UTF8.self)
        }
    }

    @Test func `modules come after those that they import, and a cycle is no obstacle`() {
        let script = ClassicScript.compose(
            [
                "compat-a.mjs": "import { b } from \"./b.mjs\";\nexport const a = b;",
                "b.mjs": "import { a } from \"./compat-a.mjs\";\nexport function b() {}",
                "origin.mjs": "export const scriptAddress = import.meta.url;",
                "compat-c.mjs": "import { scriptAddress } from \"./origin.mjs\";\n",
                "unused.mjs": "export const unused = 1;",
            ],
            entries: "compat-")
        #expect(
            script == """
                // SPDX-License-Identifier: Apache-2.0
                (() => {
                "use strict";
                function b() {}
                const a = b;
                const scriptAddress = document.currentScript?.src || location.href;

                })();

                """)
    }

    @Test func `what the script is composed of can be composed`() {
        for (name, bytes) in EmbeddedFiles.client where name.hasSuffix(".mjs") {
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            for line in lines where line.hasPrefix("import") {
                #expect(line.hasSuffix("\";") && !line.contains(" as "), "\(name): \(line)")
            }
            guard name != "longwave.mjs" else { continue }
            for line in lines where line.hasPrefix("export ") {
                #expect(Self.declared(line.dropFirst("export ".count)) != nil, "\(name): \(line)")
            }
        }
    }

    /// The name that a line declares at the top level.
    private static func declared(_ line: Substring) -> String? {
        for keyword in ["async function ", "function ", "class ", "const ", "let "]
        where line.hasPrefix(keyword) {
            let name = line.dropFirst(keyword.count).prefix {
                $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$"
            }
            return name.isEmpty ? nil : String(name)
        }
        return nil
    }
}

// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// Serves the client: its modules as they are, and the classic script that is composed of them once, at the start.
///
/// Pages of every origin load it, also such as demand `Cross-Origin-Resource-Policy` of all that they embed.
struct ClientScripts: Sendable {
    private struct File: Sendable {
        let bytes: [UInt8]
        let type: String
        let tag: EntityTag

        init(_ bytes: [UInt8], type: String) {
            self.bytes = bytes
            self.type = type
            tag = EntityTag(of: bytes)
        }
    }

    private static let script = "text/javascript; charset=utf-8"

    private let modules: [String: File]
    private let classic: File
    private let core = File(Array("export * from \"./client/longwave.mjs\";\n".utf8), type: script)
    private let nothing = File(Array("// Nothing of this is needed any more.\n".utf8), type: script)

    /// The client whose files `table` has, by name.
    init(_ table: [String: [UInt8]] = EmbeddedFiles.client) {
        modules = Dictionary(
            uniqueKeysWithValues: table.map { name, bytes in
                (name, File(bytes, type: PagesResource.mediaType(of: name)))
            }
        )
        let texts = table.filter { $0.key.hasSuffix(".mjs") }.mapValues {
            String(decoding: $0, as: UTF8.self)
        }
        classic = File(Array(ClassicScript.compose(texts, entries: "compat-").utf8), type: Self.script)
    }

    /// GET on a file.
    func get(_ name: ClientFile, _ request: Request) throws(HTTPProblem) -> Response {
        guard let file = file(name) else { throw HTTPProblem(.notFound) }
        return .tagged(
            file.bytes,
            tag: file.tag,
            type: file.type,
            for: request,
            // Also without an `Origin`: what a cache keeps serves every page.
            fields: [.accessControlAllowOrigin: "*", .crossOriginResourcePolicy: "cross-origin"]
        )
    }

    private func file(_ name: ClientFile) -> File? {
        switch name {
        case .module(let name), .widget(let name): modules[name]
        case .types: modules["longwave.d.ts"]
        case .core: core
        case .script: classic
        case .nothing: nothing
        }
    }
}

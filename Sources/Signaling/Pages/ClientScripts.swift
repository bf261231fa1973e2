// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// Serves the client: its modules as they are, and the classic script that is composed of them once, at the start.
///
/// Pages of every origin load it, also such as demand `Cross-Origin-Resource-Policy` of all that they embed.
struct ClientScripts: Sendable {
    /// The client that comes with this relay.
    static let embedded = ClientScripts(EmbeddedFiles.client)

    private static let script = "text/javascript; charset=utf-8"

    private let modules: [String: ShippedText]
    private let classic: ShippedText
    private let core = ShippedText(Array("export * from \"./client/longwave.mjs\";\n".utf8), type: script)
    private let nothing = ShippedText(Array("// Nothing of this is needed any more.\n".utf8), type: script)

    /// The client whose files `table` has, by name.
    init(_ table: [String: [UInt8]]) {
        modules = Dictionary(
            uniqueKeysWithValues: table.map { name, bytes in
                (name, ShippedText(bytes, type: PagesResource.mediaType(of: name)))
            }
        )
        let texts = table.filter { $0.key.hasSuffix(".mjs") }.mapValues {
            String(decoding: $0, as: UTF8.self)
        }
        classic = ShippedText(
            Array(ClassicScript.compose(texts, entries: "compat-").utf8), type: Self.script)
    }

    /// GET on a file.
    func get(_ name: ClientFile, _ request: Request) throws(HTTPProblem) -> Response {
        guard let file = file(name) else { throw HTTPProblem(.notFound) }
        return try file.response(
            to: request,
            // Also without an `Origin`: what a cache keeps serves every page.
            fields: [.accessControlAllowOrigin: "*", .crossOriginResourcePolicy: "cross-origin"]
        )
    }

    private func file(_ name: ClientFile) -> ShippedText? {
        switch name {
        case .module(let name), .widget(let name): modules[name]
        case .types: modules["longwave.d.ts"]
        case .core: core
        case .script: classic
        case .nothing: nothing
        }
    }
}

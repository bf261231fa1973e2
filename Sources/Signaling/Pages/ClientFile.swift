// SPDX-License-Identifier: Apache-2.0

/// What an address of the client names. Pages that were written for RTCMultiConnection keep its file names.
enum ClientFile: Equatable, Sendable {
    /// `/client/{name}`: one of the modules, or their types.
    case module(String)
    /// `/longwave.mjs`: the core, for new applications.
    case core
    /// `/longwave.d.ts`: its types.
    case types
    /// The classic script. It reads in its own address which dialect the page speaks, so all of them have the
    /// same bytes.
    case script
    /// `/getMediaElement.js` and `.css`: the widget around a video that many demos show.
    case widget(String)
    /// A helper that pages load and that has nothing left to do.
    case nothing

    /// The file at a path, whose steps these are.
    init?(steps: [String]) {
        switch steps.count {
        case 1: self.init(name: steps[0])
        case 2: self.init(folder: steps[0], name: steps[1])
        default: return nil
        }
    }

    private init?(name: String) {
        switch name {
        case "longwave.mjs": self = .core
        case "longwave.d.ts": self = .types
        case "firebase.js", "commits.js": self = .nothing
        case "getMediaElement.js", "getMediaElement.min.js": self = .widget("media-element.js")
        case "getMediaElement.css": self = .widget("media-element.css")
        default:
            guard Self.isScript(name) else { return nil }
            self = .script
        }
    }

    private init?(folder: String, name: String) {
        switch (folder, name) {
        case ("client", _): self = .module(name)
        case ("socket.io", "socket.io.js"): self = .script
        case ("dist", "RTCMultiConnection.js"), ("dist", "RTCMultiConnection.min.js"): self = .script
        default: return nil
        }
    }

    /// `RTCMultiConnection.js`, or with a version as `RTCMultiConnection-v2.2.5.js`.
    private static func isScript(_ name: String) -> Bool {
        guard name.hasPrefix("RTCMultiConnection"), name.hasSuffix(".js") else { return false }
        var version = name.dropFirst("RTCMultiConnection".count).dropLast(".js".count)
        if version.hasSuffix(".min") { version = version.dropLast(".min".count) }
        guard !version.isEmpty else { return true }
        guard version.hasPrefix("-v") else { return false }
        let numbers = version.dropFirst(2).split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count <= 3 && numbers.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isNumber) }
    }
}

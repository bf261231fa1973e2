// SPDX-License-Identifier: Apache-2.0

/// Modules put together into one script for pages that know no modules.
///
/// They share one function's scope, in the order in which a browser would run them; so their imports are lines of
/// their own without renaming, they export by name where they declare, and no two declare the same name. Comments that
/// have lines of their own are left out, a fifth of the text: so no string goes over several lines.
struct ClassicScript {
    private let modules: [String: String]
    private var order: [String] = []
    private var seen: Set<String> = []

    /// What stands for the one module that asks for its own address (`import.meta`), which only modules can.
    static let replacements = [
        "origin.mjs": "const scriptAddress = document.currentScript?.src || location.href;\n"
    ]

    /// The script that runs the modules whose names have `prefix`, and those that they import.
    static func compose(_ modules: [String: String], entries prefix: String) -> String {
        var script = ClassicScript(modules: modules)
        for name in modules.keys.sorted() where name.hasPrefix(prefix) {
            script.visit(name)
        }
        let bodies = script.order.map { name in replacements[name] ?? body(of: modules[name] ?? "") }
        return "// SPDX-License-Identifier: Apache-2.0\n(() => {\n\"use strict\";\n"
            + bodies.joined(separator: "\n") + "})();\n"
    }

    private init(modules: [String: String]) {
        self.modules = modules
    }

    /// Depth first; a cycle is cut where it closes, as in browsers.
    private mutating func visit(_ name: String) {
        guard seen.insert(name).inserted, let text = modules[name] else { return }
        for line in text.split(separator: "\n") {
            if let imported = Self.imported(line) { visit(imported) }
        }
        order.append(name)
    }

    /// The module that a line imports.
    private static func imported(_ line: Substring) -> String? {
        guard line.hasPrefix("import "), let start = line.lastIndex(of: "/") else { return nil }
        return String(line[line.index(after: start)...].prefix { $0 != "\"" })
    }

    private static func body(of text: String) -> String {
        var isInComment = false
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("import ") && !isComment($0, &isInComment) }
            .map { $0.hasPrefix("export ") ? $0.dropFirst("export ".count) : $0 }
            .joined(separator: "\n")
    }

    /// Whether a line is a comment, or a part of one that began on an earlier line.
    private static func isComment(_ line: Substring, _ isInComment: inout Bool) -> Bool {
        let text = line.drop { $0 == " " }
        if isInComment {
            isInComment = !text.hasSuffix("*/")
            return true
        }
        guard text.hasPrefix("/*") else { return text.hasPrefix("//") }
        guard let end = text.firstRange(of: "*/") else {
            isInComment = true
            return true
        }
        return end.upperBound == text.endIndex
    }
}

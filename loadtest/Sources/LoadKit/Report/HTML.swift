// SPDX-License-Identifier: Apache-2.0

/// A page that opens from disk: text, tables and drawings, no scripts, nothing loaded.
struct HTML {
    let title: String
    /// What was measured, in a sentence.
    let subtitle: String
    private var parts: [String] = []

    init(title: String, subtitle: String) {
        self.title = title
        self.subtitle = subtitle
    }

    var text: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(Self.escaped(title))</title>
        <style>\(PageStyle.css)</style>
        </head>
        <body>
        <main>
        <header><h1>\(Self.escaped(title))</h1><p>\(Self.escaped(subtitle))</p></header>
        \(parts.joined(separator: "\n"))
        </main>
        </body>
        </html>

        """
    }

    /// The figures that matter most.
    mutating func add(tiles: [Tile]) {
        parts.append("<section class=\"tiles\">" + tiles.map(\.html).joined() + "</section>")
    }

    mutating func add(plots: [Plot?]) {
        parts.append("<section class=\"plots\">" + plots.compactMap { $0?.html }.joined() + "</section>")
    }

    mutating func add(heading: String) {
        parts.append("<h2>\(Self.escaped(heading))</h2>")
    }

    mutating func add(paragraph: String) {
        parts.append("<p class=\"note\">\(Self.escaped(paragraph))</p>")
    }

    /// Rows of a name and a text.
    mutating func add(rows: [RunText.Row]) {
        let lines = rows.map {
            "<tr><th>\(Self.escaped($0.label))</th><td>\(Self.escaped($0.text))</td></tr>"
        }
        parts.append("<div class=\"wide\"><table>\(lines.joined())</table></div>")
    }

    /// Columns of numbers under their names; the first column names the row.
    mutating func add(columns: [String], rows: [[String]]) {
        let head = columns.map { "<th>\(Self.escaped($0))</th>" }.joined()
        let body = rows.map { row in
            "<tr><th>\(Self.escaped(row.first ?? ""))</th>"
                + row.dropFirst().map { "<td>\(Self.escaped($0))</td>" }.joined() + "</tr>"
        }
        parts.append(
            "<div class=\"wide\"><table class=\"numbers\"><thead><tr>\(head)</tr></thead>"
                + "<tbody>\(body.joined())</tbody></table></div>"
        )
    }

    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}

/// One figure, large.
struct Tile {
    /// How a figure is meant.
    enum Tone: String {
        case plain
        case good
        case bad
    }

    let name: String
    let value: String
    let unit: String
    var tone = Tone.plain

    var html: String {
        "<div class=\"tile \(tone.rawValue)\"><span>\(HTML.escaped(name))</span>"
            + "<b>\(HTML.escaped(value))</b><span>\(HTML.escaped(unit))</span></div>"
    }
}

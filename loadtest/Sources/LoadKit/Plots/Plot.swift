// SPDX-License-Identifier: Apache-2.0

/// A drawing with its title and what its colours mean.
struct Plot {
    struct Entry: Equatable {
        let name: String
        let colour: Int
    }

    let title: String
    let svg: String
    let legend: [Entry]

    var html: String {
        let entries = legend.map { "<span><i class=\"f\($0.colour)\"></i>\(HTML.escaped($0.name))</span>" }
        return "<figure><figcaption>\(HTML.escaped(title))</figcaption>"
            + (entries.isEmpty ? "" : "<p class=\"legend\">\(entries.joined())</p>") + svg + "</figure>"
    }
}

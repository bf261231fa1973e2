// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// `longwave-load compare`: the reports of several runs of two servers, side by side.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Puts the JSON reports of two servers' runs side by side.",
        discussion: """
            Example:
              longwave-load compare Longwave=a1.json Janus=b1.json Longwave=a2.json Janus=b2.json --html compare.html
            loadtest/compare makes such runs.
            """
    )

    @Argument(help: ArgumentHelp("Reports of two names.", valueName: "name=file"))
    var reports: [String]

    @OptionGroup(title: "Report") var report: ReportOptions

    func run() throws {
        var names: [String] = []
        var runs: [String: [RunReport]] = [:]
        for argument in reports {
            guard let sign = argument.firstIndex(of: "=") else { throw CompareError.notNamed(argument) }
            let name = String(argument[..<sign])
            if !names.contains(name) { names.append(name) }
            runs[name, default: []].append(try Self.read(String(argument[argument.index(after: sign)...])))
        }
        guard names.count == 2 else { throw CompareError.notTwo(names) }
        let result = CompareReport((names[0], runs[names[0]] ?? []), (names[1], runs[names[1]] ?? []))
        print(CompareText(result).text)
        try report.write(result, page: ComparePage(result).html)
    }

    private static func read(_ path: String) throws -> RunReport {
        guard let data = try? Data(contentsOf: URL(filePath: path)),
            let report = try? JSONDecoder().decode(RunReport.self, from: data)
        else { throw CompareError.unreadable(path) }
        return report
    }
}

/// What is wrong with the arguments.
enum CompareError: Error, Equatable, CustomStringConvertible {
    case notNamed(String)
    case notTwo([String])
    case unreadable(String)

    var description: String {
        switch self {
        case .notNamed(let argument): "\(argument) must be NAME=FILE"
        case .notTwo(let names): "reports of two names are compared, not of \(names.count)"
        case .unreadable(let path): "\(path) is not a report of longwave-load run --json"
        }
    }
}

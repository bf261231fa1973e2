// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a scenario, each in one line.
enum ScenarioError: Error, Equatable, CustomStringConvertible {
    /// No such file; `known` are those that there are.
    case unknownScenario(String, known: [String])
    case unreadable(path: String, reason: String)
    case unknownField(String)
    case wrongValue(field: String, value: String, wanted: String)
    /// Neither broadcasters nor viewers.
    case nothingToDo
    /// An error with the file it is in.
    indirect case inFile(String, ScenarioError)

    var description: String {
        switch self {
        case .unknownScenario(let name, let known):
            "there is no scenario \(name); there are \(known.isEmpty ? "none" : known.joined(separator: ", ")), "
                + "or give a path"
        case .unreadable(let path, let reason): "\(path): \(reason)"
        case .unknownField(let name):
            "there is no field \(name); fields are "
                + ScenarioField.allCases.map(\.rawValue).joined(separator: ", ")
        case .wrongValue(let field, let value, let wanted): "\(field) is \(value), but must be \(wanted)"
        case .nothingToDo: "nothing to do without broadcasters and viewers"
        case .inFile(let path, let error): "\(path): \(error)"
        }
    }
}

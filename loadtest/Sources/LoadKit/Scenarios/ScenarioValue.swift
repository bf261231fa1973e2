// SPDX-License-Identifier: Apache-2.0

/// A field's value as a file or a flag spells it.
enum ScenarioValue: Decodable, Equatable, CustomStringConvertible, Sendable {
    case number(Double)
    case text(String)
    case flag(Bool)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    var description: String {
        switch self {
        case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
        case .text(let text): text
        case .flag(let flag): "\(flag)"
        }
    }
}

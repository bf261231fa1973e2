// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A section of the table as options of a command.
///
/// ArgumentParser finds a command's options by reflection and fills them by decoding. So this type reflects as one
/// property wrapper for each setting, and decodes them by the same names: no option is spelled a second time.
struct SectionOptions<Section: SettingSection>: ParsableArguments, CustomReflectable {
    /// What was given on the command line, by setting.
    private(set) var given: [String: [String]] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for setting in Section.declarations {
            given[setting.name] = try Self.texts(of: setting, in: container)
        }
    }

    var customMirror: Mirror {
        // A wrapped property reflects under its name with an underscore before it.
        Mirror(self, children: Section.declarations.map { ("_" + $0.name, Self.option(of: $0)) })
    }

    private static func option(of setting: any SettingDeclaration) -> Any {
        let name = NameSpecification.customLong(setting.name)
        let help = ArgumentHelp(Self.help(of: setting), valueName: setting.unit)
        return switch setting.arity {
        case .one: Option<String?>(name: name, help: help)
        case .many: Option<[String]>(wrappedValue: [], name: name, help: help)
        case .toggle: Flag<Bool?>(name: name, inversion: .prefixedNo, help: help)
        }
    }

    private static func texts(
        of setting: any SettingDeclaration,
        in container: KeyedDecodingContainer<Key>
    ) throws -> [String]? {
        let key = Key(stringValue: setting.name)
        switch setting.arity {
        case .one:
            return try container.decode(Option<String?>.self, forKey: key).wrappedValue.map { [$0] }
        case .many:
            let texts = try container.decode(Option<[String]>.self, forKey: key).wrappedValue
            return texts.isEmpty ? nil : texts
        case .toggle:
            return try container.decode(Flag<Bool?>.self, forKey: key).wrappedValue.map { [String($0)] }
        }
    }

    /// Meaning, unit, default and the name in the environment.
    static func help(of setting: any SettingDeclaration) -> String {
        let facts = [
            "unit: \(setting.unit)", "default: \(setting.defaultText)",
            "environment: \(Configuration.environmentName(of: setting.name))",
        ]
        return "\(setting.meaning) (\(facts.joined(separator: "; ")))"
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }
}

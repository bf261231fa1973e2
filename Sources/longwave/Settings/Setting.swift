// SPDX-License-Identifier: Apache-2.0

/// One setting: what people can say, and what it means.
struct Setting<Value: Sendable>: SettingDeclaration {
    let name: String
    let kind: SettingKind<Value>
    let unit: String
    let defaults: [String]
    let meaning: String

    /// A setting with one default text; `unit` is what one unit of the value is, or the shape of its text.
    init(_ name: String, _ kind: SettingKind<Value>, unit: String, default text: String, _ meaning: String) {
        self.init(name, kind, unit: unit, defaults: [text], meaning)
    }

    /// A setting that is not set unless somebody sets it.
    init(_ name: String, _ kind: SettingKind<Value>, unit: String, _ meaning: String) {
        self.init(name, kind, unit: unit, defaults: [], meaning)
    }

    private init(
        _ name: String, _ kind: SettingKind<Value>, unit: String, defaults: [String], _ meaning: String
    ) {
        precondition(kind.parse(defaults) != nil, "the default of --\(name) is valid")
        self.name = name
        self.kind = kind
        self.unit = unit
        self.defaults = defaults
        self.meaning = meaning
    }

    var arity: SettingArity { kind.arity }
    var isSecret: Bool { kind.isSecret }

    func fault(in texts: [String]) -> String? {
        guard kind.parse(texts) == nil else { return nil }
        let given = texts.joined(separator: ",")
        return isSecret
            ? "is not \(kind.allowed)" : "is \(given.isEmpty ? "empty" : given), not \(kind.allowed)"
    }
}

/// What is known of a setting without its value's type.
protocol SettingDeclaration: Sendable {
    /// The name in lower case with hyphens: the flag without its hyphens, and the key in the file.
    var name: String { get }
    /// How often it may be given.
    var arity: SettingArity { get }
    /// What one unit of the value is, or the shape of its text.
    var unit: String { get }
    /// The texts that stand if nobody says anything; none means that it is not set.
    var defaults: [String] { get }
    /// What it does, one or two sentences.
    var meaning: String { get }
    /// Whether its value is shown nowhere.
    var isSecret: Bool { get }

    /// Why `texts` can't be its value, as the end of a sentence, or nil if they can.
    func fault(in texts: [String]) -> String?
}

extension SettingDeclaration {
    /// The default as help texts show it.
    var defaultText: String { defaults.isEmpty ? "none" : defaults.joined(separator: ",") }
}

/// How often a setting may be given.
enum SettingArity: Sendable {
    /// Once; the last one counts.
    case one
    /// Repeatedly; a list in the file, comma-separated in the environment.
    case many
    /// On or off; `--name` and `--no-name` on the command line.
    case toggle
}

// SPDX-License-Identifier: Apache-2.0

import Configuration

/// The settings as they stand for this run: flag before environment before file before default.
///
/// The only place that knows how settings are called in the environment.
struct Configuration: Sendable {
    /// What stands before a setting's name in the environment.
    private static let environmentPrefix = "LONGWAVE_"

    private let settings = Settings()
    private var chosen: [String: Choice] = [:]

    /// A setting's texts and who said them.
    struct Choice: Equatable, Sendable {
        let texts: [String]
        /// The flag, the variable or the key with its file.
        let spelling: String
    }

    /// The name in the environment of the setting `name`: `http-port` is `LONGWAVE_HTTP_PORT`.
    static func environmentName(of name: String) -> String {
        environmentPrefix + String(name.uppercased().map { $0 == "-" ? "_" : $0 })
    }

    /// Reads and checks everything that was said, even where something else comes before it.
    ///
    /// - Parameters:
    ///   - flags: Texts from the command line by setting.
    ///   - environment: The process's environment; variables without our prefix are not looked at.
    /// - Throws: ``SettingFault`` for the first setting that is unknown or can't be.
    init(flags: [String: [String]], environment: [String: String]) throws(SettingFault) {
        try Self.checkNames(in: environment)
        let outer = [Self.source(flags: flags), Self.source(environment: environment)]
        for source in outer {
            try take(source, Settings.all)
        }
        let file = self[\.file.config]
        let inFile = Settings.all.filter { $0.name != settings.file.config.name }
        let isNamed = chosen[settings.file.config.name] != nil
        if let source = try Self.source(file: file, mayBeMissing: !isNamed, known: inFile) {
            try take(source, inFile)
        }
        try checkRules()
    }

    /// A setting's value.
    subscript<Value>(_ path: KeyPath<Settings, Setting<Value>>) -> Value {
        let setting = settings[keyPath: path]
        let texts = chosen[setting.name]?.texts ?? setting.defaults
        guard let value = setting.kind.parse(texts) else {
            preconditionFailure("every text of --\(setting.name) was checked when it was taken")
        }
        return value
    }

    /// The setting by which peers have ports of their own; nil if they share one.
    var ownPorts: String? {
        if self[\.media.ports] != nil { return settings.media.ports.name }
        if self[\.media.stun] != nil { return settings.media.stun.name }
        return self[\.media.turn].isEmpty ? nil : settings.media.turn.name
    }

    /// What is not at its default, for the log: secrets show only that they are set.
    var changes: [(name: String, value: String, spelling: String)] {
        Settings.all.compactMap { setting in
            guard let choice = chosen[setting.name] else { return nil }
            let value = setting.isSecret ? "(set)" : choice.texts.joined(separator: ",")
            return (setting.name, value, choice.spelling)
        }
    }

    private mutating func take(
        _ source: SettingSource, _ settings: [any SettingDeclaration]
    ) throws(SettingFault) {
        for setting in settings {
            guard let texts = try source.texts(of: setting) else { continue }
            let spelling = source.spelling(setting.name)
            if let fault = setting.fault(in: texts) {
                throw SettingFault(source.origin, "\(spelling) \(fault)")
            }
            if chosen[setting.name] == nil { chosen[setting.name] = Choice(texts: texts, spelling: spelling) }
        }
    }

    /// What no setting can say alone.
    private func checkRules() throws(SettingFault) {
        try checkMediaPort()
        try checkPublishing()
    }

    /// Peers share a port or have their own, of which only the latter can be asked about at servers.
    private func checkMediaPort() throws(SettingFault) {
        guard let port = chosen[settings.media.port.name], let other = ownPorts.flatMap({ chosen[$0] }) else {
            return
        }
        throw SettingFault(
            .configuration,
            "\(port.spelling) and \(other.spelling) exclude each other: peers share a port, or each has its own"
        )
    }

    private func checkPublishing() throws(SettingFault) {
        let isOpen = self[\.access.publishToken] == nil && !self[\.access.allowAnonymousPublish]
        guard isOpen, !isHTTPOnLoopback else { return }
        throw SettingFault(
            .configuration,
            """
            http-host \(self[\.http.host]) is not loopback, so everybody there could publish: \
            set publish-token, or allow-anonymous-publish if that is meant
            """
        )
    }

    // MARK: - Sources

    private static func source(flags: [String: [String]]) -> SettingSource {
        let values = Settings.all.compactMap { setting -> (AbsoluteConfigKey, ConfigValue)? in
            guard let texts = flags[setting.name], let text = texts.last else { return nil }
            let content: ConfigContent = setting.arity == .many ? .stringArray(texts) : .string(text)
            return (AbsoluteConfigKey([setting.name]), ConfigValue(content, isSecret: setting.isSecret))
        }
        let provider = InMemoryProvider(name: "flags", values: Dictionary(uniqueKeysWithValues: values))
        return SettingSource(values: provider.snapshot(), origin: .commandLine) { "--\($0)" }
    }

    private static func source(environment: [String: String]) -> SettingSource {
        let prefix = ConfigKey([String(environmentPrefix.dropLast())])
        let provider = EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(
            with: prefix)
        return SettingSource(values: provider.snapshot(), origin: .configuration) { environmentName(of: $0) }
    }

    private static func source(
        file: String,
        mayBeMissing: Bool,
        known: [any SettingDeclaration]
    ) throws(SettingFault) -> SettingSource? {
        guard let contents = try SettingFile(path: file, mayBeMissing: mayBeMissing) else { return nil }
        let names = known.map(\.name)
        if let name = contents.keys.subtracting(names).min() {
            throw SettingFault(
                .configuration, "\(name) in \(file) is no setting\(hint(for: name, among: names))")
        }
        return SettingSource(values: contents.values, origin: .configuration) { "\($0) in \(file)" }
    }

    private static func checkNames(in environment: [String: String]) throws(SettingFault) {
        let known = Settings.all.map { environmentName(of: $0.name) }
        let ours = environment.keys.filter { $0.hasPrefix(environmentPrefix) }
        guard let name = Set(ours).subtracting(known).min() else { return }
        throw SettingFault(
            .configuration, "\(name) in the environment is no setting\(hint(for: name, among: known))")
    }

    private static func hint(for name: String, among known: [String]) -> String {
        Spelling.nearest(to: name, in: known).map { ", did you mean \($0)?" } ?? ""
    }
}

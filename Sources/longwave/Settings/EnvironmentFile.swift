// SPDX-License-Identifier: Apache-2.0

/// The environment file that names every setting (`deploy/longwave.env`).
enum EnvironmentFile {
    /// Each setting as a comment at its default, below its meaning.
    static var text: String {
        let sections = Settings.sections.map { section in
            "# \(section.title)\n\n" + section.declarations.map(entry).joined(separator: "\n")
        }
        return header + sections.joined(separator: "\n")
    }

    private static let header = """
        # Settings of the Longwave relay, for systemd's EnvironmentFile= and Docker's --env-file.
        #
        # Every setting stands here as a comment at its default: remove the "#" before the name to change one.
        # Those without a value have no default: they need one.
        # Lists are separated by commas. Flags of `longwave serve` come before these, the YAML file after.
        # Written by `longwave settings`; a test compares it with the program.


        """

    private static func entry(_ setting: any SettingDeclaration) -> String {
        let lines = wrapped("\(setting.meaning) (unit: \(setting.unit); default: \(setting.defaultText))")
        let value = setting.defaults.joined(separator: ",")
        return lines.map { "# \($0)\n" }.joined()
            + "#\(Configuration.environmentName(of: setting.name))=\(value)\n"
    }

    /// `text` in lines of at most 100 characters.
    private static func wrapped(_ text: String) -> [String] {
        text.split(separator: " ").reduce(into: []) { lines, word in
            if let last = lines.last, last.count + 1 + word.count <= 100 {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
    }
}

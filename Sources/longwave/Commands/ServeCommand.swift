// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials

/// `longwave serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the relay until SIGTERM or SIGINT.",
        usage: "longwave serve [<options>]",
        discussion: """
            Each setting comes from its flag, else from its variable in the environment, else from the YAML file under the \
            flag's name without hyphens before it, else it has its default.
            """
    )

    @OptionGroup(title: FileSettings.title) var file: SectionOptions<FileSettings>
    @OptionGroup(title: HTTPSettings.title) var http: SectionOptions<HTTPSettings>
    @OptionGroup(title: AccessSettings.title) var access: SectionOptions<AccessSettings>
    @OptionGroup(title: RoomSettings.title) var rooms: SectionOptions<RoomSettings>
    @OptionGroup(title: MediaSettings.title) var media: SectionOptions<MediaSettings>
    @OptionGroup(title: LimitSettings.title) var limits: SectionOptions<LimitSettings>
    @OptionGroup(title: LoggingSettings.title) var logging: SectionOptions<LoggingSettings>

    /// What the command line says, by setting.
    var flags: [String: [String]] {
        [file.given, http.given, access.given, rooms.given, media.given, limits.given, logging.given]
            .reduce(into: [:]) { flags, section in flags.merge(section) { first, _ in first } }
    }

    func run() async throws {
        let configuration = try Configuration(flags: flags, environment: ProcessInfo.processInfo.environment)
        try await Server(configuration: configuration).run()
    }
}

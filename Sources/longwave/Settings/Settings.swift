// SPDX-License-Identifier: Apache-2.0

import Logging
import Signaling

/// Every setting there is, in the order in which people read about them.
///
/// This table is the only one: flags and their help, names in the environment and in the file, checks, defaults and
/// `deploy/longwave.env` follow from it.
struct Settings: Sendable {
    let file = FileSettings()
    let http = HTTPSettings()
    let access = AccessSettings()
    let rooms = RoomSettings()
    let media = MediaSettings()
    let limits = LimitSettings()
    let logging = LoggingSettings()

    /// The sections, in order.
    static let sections: [any SettingSection.Type] = Mirror(reflecting: Settings()).children.compactMap {
        child in
        (child.value as? any SettingSection).map { type(of: $0) }
    }

    /// All of them, in order.
    static let all: [any SettingDeclaration] = sections.flatMap { $0.declarations }
}

/// Settings that are read about together. Its stored properties are the settings.
protocol SettingSection: Sendable {
    /// The heading above them.
    static var title: String { get }

    init()
}

extension SettingSection {
    /// The settings, in order.
    static var declarations: [any SettingDeclaration] {
        Mirror(reflecting: Self()).children.compactMap { $0.value as? any SettingDeclaration }
    }
}

struct FileSettings: SettingSection {
    static let title = "File"

    let config = Setting(
        "config", .path, unit: "path", default: "/etc/longwave/longwave.yaml",
        """
        YAML file with settings by their names without the leading hyphens. Flags and the environment come before it. \
        The default one may be missing.
        """
    )
}

struct HTTPSettings: SettingSection {
    static let title = "HTTP"

    let host = Setting(
        "http-host", .host, unit: "address", default: "127.0.0.1",
        """
        Address that HTTP listens on. Beyond loopback, publishing needs a token, and browsers give cameras to pages \
        over HTTPS only: put a TLS proxy in front.
        """
    )
    let port = Setting(
        "http-port", .integer(0...65_535), unit: "port", default: "8080",
        "TCP port that HTTP listens on; 0 lets the system choose."
    )
    let trustForwardedFor = Setting(
        "trust-forwarded-for", .toggle, unit: "true or false", default: "false",
        """
        Take the client's address from the last entry of X-Forwarded-For. Only behind a proxy that sets it: otherwise \
        clients choose the address that limits them.
        """
    )
    let bodyLimit = Setting(
        "sdp-body-limit", .integer(1_024...65_536), unit: "bytes", default: "65536",
        "Most bytes of a posted SDP or fragment; more is answered 413."
    )
}

struct AccessSettings: SettingSection {
    static let title = "Access"

    let publishToken = Setting(
        "publish-token", .optional(.token), unit: "token",
        "Bearer token that publishing needs. Other users of the machine can read flags: prefer the environment or the file."
    )
    let playToken = Setting(
        "play-token", .optional(.token), unit: "token",
        "Bearer token that watching and listing rooms need; the publish token serves too."
    )
    let allowAnonymousPublish = Setting(
        "allow-anonymous-publish", .toggle, unit: "true or false", default: "false",
        "Let everybody who reaches HTTP publish, though it listens beyond loopback and there is no publish token."
    )
}

struct RoomSettings: SettingSection {
    static let title = "Rooms"

    let defaultBroadcast = Setting(
        "default-broadcast", .broadcastName, unit: "name", default: "main",
        "The broadcast that /whip/ROOM publishes."
    )
    let duplicatePublisher = Setting(
        "duplicate-publisher", SettingKind<DuplicatePublisherPolicy>.choice, unit: "takeover or reject",
        default: "takeover",
        "What a second publisher of a broadcast does: take it over once it connects, or be refused with 409."
    )
    let notLive = Setting(
        "not-live", SettingKind<NotLiveChoice>.choice, unit: "reject or wait", default: "reject",
        "What a viewer of a broadcast that is not live gets: 409 with Retry-After, or an answer once it is live."
    )
    let notLiveWait = Setting(
        "not-live-wait", .seconds(1...60), unit: "seconds", default: "10",
        "How long such a viewer waits at most with --not-live wait."
    )
}

struct MediaSettings: SettingSection {
    static let title = "Media"

    let workers = Setting(
        "workers", .integer(0...1_024), unit: "threads", default: "0",
        "Threads that forward media; 0 is one for each core."
    )
    let port = Setting(
        "media-port", .integer(0...65_535), unit: "port", default: "8189",
        """
        UDP port for media, to be open in the firewall, the same for all publishers and viewers; each further worker \
        takes the next one. 0 lets the system choose.
        """
    )
    let ports = Setting(
        "media-ports", .optional(.portRange), unit: "FIRST-LAST",
        """
        In place of media-port: UDP ports, or any, of which each publisher and viewer takes one on each local address; \
        have twice as many as peers. With stun or turn and without this they are 20000-29999.
        """
    )
    let hosts = Setting(
        "media-host", .list(.ipAddress), unit: "address",
        """
        Local address for media; repeatable. Without it every address of the machine but link-local ones, and loopback \
        only while HTTP listens on loopback.
        """
    )
    let announce = Setting(
        "announce", .list(.ipAddress), unit: "address",
        """
        Address that peers are told in place of the local ones of its family (IPv4 or IPv6), for a machine behind a \
        1:1 NAT or in a container; repeatable.
        """
    )
    let stun = Setting(
        "stun", .optional(.hostPort), unit: "HOST:PORT",
        """
        STUN server by which the relay finds its own public address, behind a NAT without a 1:1 mapping. Takes \
        media-ports.
        """
    )
    let turn = Setting(
        "turn", .list(.turnServer), unit: "turn:USER:PASSWORD@HOST:PORT",
        "TURN server that the relay itself is reached by, where nothing else goes; repeatable. Takes media-ports."
    )
    let iceServers = Setting(
        "ice-server", .list(.iceServer), unit: "URL",
        """
        STUN or TURN server that clients are told of in Link headers: stun:HOST:PORT or turn:USER:PASSWORD@HOST:PORT; \
        repeatable.
        """
    )
}

struct LimitSettings: SettingSection {
    static let title = "Limits"

    let sessions = Setting(
        "max-sessions", .integer(1...1_000_000), unit: "sessions", default: "20000",
        "Most publishers and viewers together; more are answered 503."
    )
    let connectingSessions = Setting(
        "max-connecting-sessions", .integer(1...1_000_000), unit: "sessions", default: "4096",
        "Most of them that are still connecting; more are answered 503."
    )
    let connections = Setting(
        "max-connections", .integer(1...1_000_000), unit: "connections", default: "8192",
        "Most HTTP connections at a time, and never more than a quarter of the open files; more are answered 503."
    )
    let connectTimeout = Setting(
        "connect-timeout", .seconds(1...60), unit: "seconds", default: "15",
        "Time for a session to connect after its answer; then it is given up."
    )
    let postRate = Setting(
        "post-rate", .integer(1...1_000_000), unit: "requests/s", default: "50",
        "POSTs that one client address (IPv6: one /64) may make in the long run; more are answered 429."
    )
    let postBurst = Setting(
        "post-burst", .integer(1...1_000_000), unit: "requests", default: "500",
        "POSTs that it may make at once after a pause."
    )
    let patchRate = Setting(
        "patch-rate", .integer(1...1_000_000), unit: "requests/s", default: "200",
        "PATCHes that one client address may make in the long run; more are answered 429."
    )
    let patchBurst = Setting(
        "patch-burst", .integer(1...1_000_000), unit: "requests", default: "2000",
        "PATCHes that it may make at once after a pause."
    )
    let limitLoopback = Setting(
        "limit-loopback", .toggle, unit: "true or false", default: "false",
        "Hold the rate limits for loopback addresses too."
    )
    let retryAfter = Setting(
        "retry-after", .seconds(1...3_600), unit: "seconds", default: "2",
        "What Retry-After says in 409, 429 and 503."
    )
    let drainTimeout = Setting(
        "drain-timeout", .seconds(0...3_600), unit: "seconds", default: "1",
        """
        From SIGTERM or SIGINT until sessions are closed: new ones are answered 503 and /readyz says so, the others \
        go on.
        """
    )
}

struct LoggingSettings: SettingSection {
    static let title = "Logging"

    let level = Setting(
        "log-level", SettingKind<Logger.Level>.choice, unit: "level", default: "notice",
        "Least weight of a line in the log: trace, debug, info, notice, warning, error or critical."
    )
    let format = Setting(
        "log-format", SettingKind<LogFormat>.choice, unit: "text or json", default: "text",
        "How a line on standard error looks."
    )
}

/// The words of `--not-live`.
enum NotLiveChoice: String, CaseIterable, Sendable {
    case reject, wait
}

// SPDX-License-Identifier: Apache-2.0

/// What a request's path names.
///
/// Paths are compared byte by byte and never decoded: no name of ours needs escaping. One trailing slash is
/// ignored without a redirect (W6); other empty steps name nothing.
enum Route: Equatable, Sendable {
    /// `/whip/{room}`, `/whip/{room}/{broadcast}`.
    case publish(BroadcastID)
    /// `/whep/{room}`, `/whep/{room}/{broadcast}`.
    case watch(WatchTarget)
    /// `/sessions/{id}`.
    case session(SessionID)
    /// `/v1/rooms`.
    case rooms
    /// `/v1/rooms/{room}`.
    case room(String)
    /// `/v1/rooms/{room}/programme`.
    case programme(String)
    /// `/v1/previews/{id}.jpg`.
    case preview(String)
    /// `/v1/socket`.
    case socket
    /// `/healthz`.
    case health
    /// `/readyz`.
    case readiness
    /// `/metrics`.
    case metrics
    /// A page of ours.
    case page(Page)
    /// `/assets/{name}`.
    case asset(String)
    /// A file of the client.
    case client(ClientFile)
    /// `/demos/`: the list of demos (nil). `/demos/{name}`: a demo, or with an ending one of its files.
    case demo(String?)
    /// A path of ours with a name that can't be.
    case invalidName
    /// Nothing.
    case unknown

    /// The route of `path`, which is a request's target without its query.
    init(path: String, defaultBroadcast: String) {
        guard path.utf8.count <= Limits.requestTarget, path.utf8.first == UInt8(ascii: "/") else {
            self = .unknown
            return
        }
        var steps = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if steps.last == "" {
            steps.removeLast()
        }
        switch steps.first {
        case nil: self = .page(.index)
        case "whip": self = Self.publish(steps.dropFirst(), defaultBroadcast)
        case "whep": self = Self.watch(steps.dropFirst())
        case "sessions": self = Self.session(steps.dropFirst())
        case "v1": self = Self.api(steps.dropFirst())
        case "studio": self = Self.page(.studio, steps.dropFirst(), names: 0...1)
        case "watch": self = Self.page(.watch, steps.dropFirst(), names: 1...2)
        case "assets" where steps.count == 2: self = .asset(steps[1])
        case "demos" where steps.count <= 2: self = .demo(steps.dropFirst().first)
        case "healthz" where steps.count == 1: self = .health
        case "readyz" where steps.count == 1: self = .readiness
        case "metrics" where steps.count == 1: self = .metrics
        default: self = ClientFile(steps: steps).map { .client($0) } ?? .unknown
        }
    }

    /// Where the session `id` is found: an absolute path, whatever host and scheme the client used (W11).
    static func path(of id: SessionID) -> String {
        "/sessions/\(id.text)"
    }

    private static func publish(_ names: ArraySlice<String>, _ defaultBroadcast: String) -> Route {
        guard (1...2).contains(names.count), let room = names.first else { return .unknown }
        guard names.allSatisfy({ Name.isValid($0) }) else { return .invalidName }
        let name = names.dropFirst().first ?? defaultBroadcast
        return .publish(BroadcastID(room: room, name: name))
    }

    private static func watch(_ names: ArraySlice<String>) -> Route {
        guard (1...2).contains(names.count), let room = names.first else { return .unknown }
        guard names.allSatisfy({ Name.isValid($0) }) else { return .invalidName }
        guard let name = names.dropFirst().first else { return .watch(.room(room)) }
        return .watch(.broadcast(BroadcastID(room: room, name: name)))
    }

    /// An id has the alphabet of names, too; whether it is one of ours only the directory knows.
    private static func session(_ steps: ArraySlice<String>) -> Route {
        guard steps.count == 1, let id = steps.first, Name.isValid(id) else { return .unknown }
        return .session(SessionID(text: id))
    }

    private static func api(_ steps: ArraySlice<String>) -> Route {
        if steps == ["socket"] {
            return .socket
        }
        if steps.first == "previews", steps.count == 2, let file = steps.last {
            return picture(file)
        }
        guard steps.first == "rooms" else { return .unknown }
        guard let room = steps.dropFirst().first else { return .rooms }
        let part = steps.dropFirst(2)
        guard part.isEmpty || part == ["programme"] else { return .unknown }
        guard Name.isValid(room) else { return .invalidName }
        return part.isEmpty ? .room(room) : .programme(room)
    }

    private static func picture(_ file: String) -> Route {
        let id = String(file.dropLast(4))
        return file.hasSuffix(".jpg") && Name.isValid(id) ? .preview(id) : .unknown
    }

    private static func page(
        _ page: Page, _ names: ArraySlice<String>, names count: ClosedRange<Int>
    ) -> Route {
        guard count.contains(names.count) else { return .unknown }
        return names.allSatisfy { Name.isValid($0) } ? .page(page) : .invalidName
    }

    /// The route as a metric label and log value: a closed set.
    var label: String {
        switch self {
        case .publish: "whip"
        case .watch: "whep"
        case .session: "session"
        case .rooms: "rooms"
        case .room: "room"
        case .programme: "programme"
        case .preview: "preview"
        case .socket: "socket"
        case .health: "healthz"
        case .readiness: "readyz"
        case .metrics: "metrics"
        case .page: "page"
        case .asset: "asset"
        case .client: "client"
        case .demo: "demo"
        case .invalidName, .unknown: "other"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A named place with its broadcasts and the viewers who are in it.
///
/// Exists as long as somebody publishes or watches in it, or it has a programme.
struct Room: Equatable, Sendable {
    /// The broadcasts by name.
    var broadcasts: [String: Broadcast] = [:]
    /// Every viewer's session in the room, whatever it receives.
    var viewers: Set<SessionID> = []
    /// How many of the viewers are connected; counted along, since listings are asked for all the time.
    var connectedViewers = 0
    /// What its viewers see instead of all broadcasts; nil: all broadcasts.
    var programme: Programme?

    /// Whether nobody is in it, and nothing is to be shown there.
    var isEmpty: Bool { broadcasts.isEmpty && viewers.isEmpty && programme == nil }

    /// The names of the live broadcasts, in the order in which they went live.
    var liveNames: [String] {
        broadcasts
            .compactMap { name, broadcast in broadcast.liveOrder.map { (order: $0, name: name) } }
            .sorted { $0.order < $1.order }
            .map(\.name)
    }

    /// All names: the live ones in live order, then the others by name.
    var listedNames: [String] {
        liveNames + broadcasts.filter { !$0.value.isLive }.keys.sorted()
    }

    /// Forgets the broadcast `name` if nobody has to do with it any more.
    mutating func forgetIfAbandoned(_ name: String) {
        if broadcasts[name]?.isAbandoned == true {
            broadcasts[name] = nil
        }
    }
}

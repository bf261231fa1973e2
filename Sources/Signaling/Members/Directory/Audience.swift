// SPDX-License-Identifier: Apache-2.0

/// Who may receive a stream: the clients who were in the room under the names that its publisher gave.
///
/// A name is somebody's from then on, whatever that one is called later and whether it is there: who takes the
/// name of one who left, or renamed itself, is not meant. A name of nobody is the first one's who joins under it.
struct Audience: Equatable, Sendable {
    /// By the given names; nil: nobody was there under it so far.
    private var clients: [String: ClientID?]

    /// The audience of these names. What they meant `before` they mean still, however often they are repeated;
    /// `member` gives who is in the room under a name that is new.
    init(_ names: Set<String>, before: Audience?, member: (String) -> ClientID?) {
        clients = [:]
        for name in names {
            clients[name] = .some(before?.clients[name] ?? member(name))
        }
    }

    /// Whether the client may receive the stream.
    func contains(_ id: ClientID) -> Bool {
        clients.values.contains(id)
    }

    /// Somebody joined under this name.
    mutating func welcome(_ id: ClientID, named name: String) {
        guard case .some(nil) = clients[name] else { return }
        clients[name] = .some(id)
    }
}

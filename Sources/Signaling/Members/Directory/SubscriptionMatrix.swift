// SPDX-License-Identifier: Apache-2.0

/// Who may send what, and who may receive it from whom: the one place where a room's direction is read.
///
/// The control plane asks it for data, the media half for every subscription.
extension MemberRoom {
    /// Whether `sender` may publish `kind` to anybody.
    func mayPublish(_ sender: ClientID, _ kind: MediaKind) -> Bool {
        guard let member = self.sender(sender), member.mayPublish else { return false }
        // Whoever is in the room may speak; a viewer sends no media, but chats.
        if kind == .data { return true }
        switch member.role {
        case .moderator: return true
        case .broadcaster: return member.grant?.contains(kind) ?? true
        case .participant:
            let flows = !session.isOneWay || session.twoWay.contains(kind)
            return flows && isWished(kind, by: member) && (member.grant?.contains(kind) ?? true)
        case .viewer: return false
        }
    }

    /// Whether `receiver` may receive the `kind` that `sender` publishes.
    func mayReceive(_ receiver: ClientID, from sender: ClientID, _ kind: MediaKind) -> Bool {
        guard receiver != sender, let to = members[receiver], let from = self.sender(sender),
            mayPublish(sender, kind),
            !to.blocked.contains(sender), !from.blocked.contains(receiver),
            kind == .data || !hasDropped(to, from: sender, from, receiver),
            isAllowed(to.subscribe, from: from.role)
        else { return false }
        return reaches(to.role, from: from.role, kind)
    }

    /// Whether somebody of whom nothing is known may receive the `kind` that `sender` publishes: as a viewer would who comes
    /// in now.
    func mayBeWatched(_ sender: ClientID, _ kind: MediaKind) -> Bool {
        guard let from = self.sender(sender), mayPublish(sender, kind), isAllowed(subscribe, from: from.role)
        else { return false }
        return reaches(.viewer, from: from.role, kind)
    }

    /// Whether what one role sends is for another.
    private func reaches(_ receiver: Role, from sender: Role, _ kind: MediaKind) -> Bool {
        switch sender {
        case .moderator, .broadcaster: true
        case .participant:
            // One-to-many: participants reach the moderator and not each other.
            kind == .data || !session.isBroadcast || receiver == .moderator
        case .viewer: kind == .data
        }
    }

    /// Whether somebody may publish any media.
    func mayPublishMedia(_ sender: ClientID) -> Bool {
        MediaKind.allCases.contains { $0 != .data && mayPublish(sender, $0) }
    }

    /// Whether one of the two has a track on hold that would flow between them.
    func isHeld(_ track: MediaKind, between one: ClientID, and other: ClientID) -> Bool {
        members[one]?.holds.holds(track, with: other) == true
            || members[other]?.holds.holds(track, with: one) == true
    }

    /// Whether one of the two exchanges no media with the other.
    private func hasDropped(
        _ to: Member, from sender: ClientID, _ from: Member, _ receiver: ClientID
    ) -> Bool {
        to.dropsAll || to.dropped.contains(sender) || from.dropped.contains(receiver)
    }

    /// Somebody who sends here: also after leaving, if what it passes on persists.
    private func sender(_ id: ClientID) -> Member? {
        members[id] ?? absent[id]?.member
    }

    /// A participant that joined with a mask publishes what the mask names.
    private func isWished(_ kind: MediaKind, by member: Member) -> Bool {
        guard let wish = member.wish else { return true }
        return !wish.isOneWay && wish.kinds.contains(kind)
    }

    private func isAllowed(_ policy: SubscribePolicy, from role: Role) -> Bool {
        switch policy {
        case .all: true
        case .owner: role == .moderator
        case .none: false
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

@testable import Signaling

/// What is inconsistent in a directory.
struct MemberFaults {
    private let directory: MemberDirectory

    init(_ directory: MemberDirectory) {
        self.directory = directory
    }

    /// The first fault, if there is one.
    var first: String? {
        directory.rooms.lazy.compactMap { room($0.key, $0.value) }.first
            ?? directory.clients.lazy.compactMap { client($0.key, $0.value) }.first
            ?? places ?? totals
            ?? MediaFaults(directory).first
    }

    private func room(_ key: RoomKey, _ room: MemberRoom) -> String? {
        let moderators = room.members.filter { $0.value.role == .moderator }.keys
        if room.members.isEmpty { return "an empty room is there" }
        if Set(room.order) != Set(room.members.keys) || room.order.count != room.members.count {
            return "the order is not that of the members"
        }
        if Array(moderators) != [room.moderator].compactMap({ $0 }) {
            return "\(moderators.count) moderators"
        }
        if (room.phase == .ownerless) != (room.moderator == nil) { return "ownerless, or not" }
        if directory.ownerless.contains(key) != (room.phase == .ownerless) { return "no deadline" }
        if room.viewerCount != room.members.values.filter({ $0.role == .viewer }).count { return "viewers" }
        if room.members.keys.contains(where: { directory.clients[$0]?.room != key }) {
            return "a lost member"
        }
        let extras = room.order.reduce(0) { $0 + (directory.clients[$1]?.extra.bytes.count ?? 0) }
        if room.extraBytes != extras { return "extras are \(extras), counted \(room.extraBytes)" }
        if room.bans.count > directory.limits.bans { return "too many bans" }
        if directory.channels[key.channel]?.rooms.contains(key.sessionid) != true { return "unknown room" }
        return forbidden(room) ?? data(room)
    }

    /// What is kept of data is within its bounds, and whose it is is there.
    private func data(_ room: MemberRoom) -> String? {
        let (data, limits) = (room.data, directory.limits.data)
        let retained = data.retained.reduce(0) { $0 + $1.data.bytes.count }
        if data.retainedBytes != retained { return "\(retained) retained, counted \(data.retainedBytes)" }
        if retained > limits.retainedBytes { return "too much is retained" }
        if data.retained.contains(where: { room.members[$0.sender] == nil }) { return "retained of nobody" }
        let cached = data.files.values.reduce(0) { $0 + $1.blocks.values.reduce(0) { $0 + $1.count } }
        if data.cachedBytes != cached { return "\(cached) cached, counted \(data.cachedBytes)" }
        if cached > limits.roomCache { return "too much is cached" }
        if data.files.count > limits.filesPerRoom { return "too many files" }
        for file in data.files.values {
            if let owner = file.owner {
                if room.members[owner] == nil { return "a file of nobody" }
            } else if !file.isWhole {
                return "a file that can't be had"
            }
            if file.asked.count > limits.wanted { return "too much is asked for" }
        }
        let waiting = room.order.filter { directory.clients[$0]?.traffic.pulls.isEmpty == false }
        return Set(waiting).isSubset(of: data.pullers) ? nil : "a pull that nobody serves"
    }

    private var totals: String? {
        let rooms = directory.rooms.values
        if directory.cachedFileBytes != rooms.reduce(0, { $0 + $1.data.cachedBytes }) { return "cache" }
        if directory.cachedFileBytes > directory.limits.data.totalCache { return "a full cache" }
        let pictures = rooms.compactMap(\.data.preview)
        if directory.previewBytes != pictures.reduce(0, { $0 + $1.jpeg.count }) { return "pictures" }
        return Set(directory.previews.keys) == Set(pictures.map(\.id)) ? nil : "a lost picture"
    }

    /// Nobody receives what the roles and the direction forbid, in the matrix' own words.
    private func forbidden(_ room: MemberRoom) -> String? {
        for (to, receiver) in room.members {
            for (from, sender) in room.members where room.mayReceive(to, from: from, .video) {
                if to == from { return "an echo" }
                if sender.role == .viewer { return "a viewer is seen" }
                if sender.role == .participant, room.session.isOneWay {
                    return "a one-way room's participant is seen"
                }
                if receiver.blocked.contains(from) || sender.blocked.contains(to) {
                    return "a blocked one is seen"
                }
                if receiver.subscribe == .owner, sender.role != .moderator { return "a policy is broken" }
            }
        }
        return nil
    }

    private func client(_ id: ClientID, _ client: Client) -> String? {
        if directory.channels[client.channel]?.users[client.userid] != id { return "a userid is lost" }
        if directory.clientsBySID[client.sid] != id { return "a sid is lost" }
        if let key = client.room, directory.rooms[key]?.members[id] == nil { return "a member of no room" }
        if client.room != nil, client.attempt != nil { return "a member still wants to join" }
        if client.events.kept.count > directory.limits.eventsKept { return "too many events are kept" }
        if client.isAway != (client.graceUntil != nil) { return "away without an end" }
        if client.connection == nil, !client.isAway { return "lost and online" }
        if let connection = client.connection, directory.connections[connection]?.client != id {
            return "a socket"
        }
        let (traffic, limits) = (client.traffic, directory.limits.data)
        if traffic.inFlight >= limits.window + limits.block { return "too much in a socket" }
        if traffic.pulls.count > limits.pulls { return "too many pulls" }
        if client.room == nil, !traffic.pulls.isEmpty { return "a pull in no room" }
        if let call = client.call, directory.clients[call.other]?.call?.other != id { return "half a call" }
        if let listed = client.listed, listed.card != directory.card(ofMember: id) {
            return "an old list entry"
        }
        return attempt(id, client)
    }

    private func attempt(_ id: ClientID, _ client: Client) -> String? {
        guard let attempt = client.attempt else { return nil }
        switch attempt.stage {
        case .beginning: return "a join that nobody goes on with"
        case .room: return directory.parked[attempt.key]?.contains(id) == true ? nil : "a lost parked join"
        case .password:
            let isQueued = directory.passwords.jobs.contains { $0.purpose == .join(id) }
            return isQueued ? nil : "a lost password"
        case .moderator:
            return directory.rooms[attempt.key]?.knocking.contains(id) == true ? nil : "a lost knock"
        }
    }

    private var places: String? {
        if directory.passwords.jobs.count > directory.limits.passwordJobs + 2 { return "too many passwords" }
        if directory.channels.values.contains(where: { $0.users.isEmpty }) { return "an empty channel" }
        for (key, ids) in directory.parked {
            let isRight = ids.allSatisfy {
                directory.clients[$0]?.attempt?.key == key && directory.clients[$0]?.attempt?.stage == .room
            }
            if ids.isEmpty || !isRight || Set(ids).count != ids.count { return "a wrong parked join" }
        }
        for (key, room) in directory.rooms {
            let isRight = room.knocking.allSatisfy { directory.clients[$0]?.attempt?.key == key }
            if !isRight || Set(room.knocking).count != room.knocking.count { return "a wrong knock" }
        }
        if directory.silent.contains(where: { directory.connections[$0]?.client != nil }) { return "silent" }
        return nil
    }
}

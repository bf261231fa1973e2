// SPDX-License-Identifier: Apache-2.0

@testable import Signaling

extension DataLimits {
    /// Bounds that a few steps reach.
    static var small: DataLimits {
        var limits = DataLimits()
        limits.messageRate = RateLimit(perSecond: 1_000, burst: 1_000)
        limits.fileRate = limits.messageRate
        limits.block = 8
        limits.roomCache = 96
        limits.totalCache = 120
        limits.retainedBytes = 30
        limits.filesPerMember = 2
        limits.filesPerRoom = 4
        limits.pulls = 3
        limits.window = 20
        limits.wanted = 4
        limits.missing = 6
        return limits
    }
}

extension MemberWorld.Item {
    /// Whose data it is; nil: it is none, or of one who left a whole file.
    func sender(in directory: MemberDirectory, for receiver: ClientID) -> ClientID? {
        guard let key = directory.clients[receiver]?.room else { return nil }
        switch self {
        case .event(.data(.message(let from, _))), .data(.latest(_, let from, _, _)),
            .data(.binary(_, let from, _, _)):
            return directory.channels[key.channel]?.users[from]
        case .event(.data(.fileOffered(let card))): return directory.channels[key.channel]?.users[card.from]
        case .data(.chunk(let chunk, _)): return directory.rooms[key]?.data.files[chunk.uuid]?.owner
        default: return nil
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

/// Random steps of a few people in a small world. After each one the directory must be consistent, and every
/// page must know, from what it was told alone, who is in its room.
@Suite("MemberDirectory, any order of steps")
struct MemberDirectoryPropertyTests {
    @Test(arguments: UInt64(1)...150)
    func `the invariants hold after every step`(seed: UInt64) throws {
        var play = MemberPlay(seed: seed)
        for step in 0..<400 {
            let what = play.step()
            let fault = play.fault()
            try #require(fault == nil, "seed \(seed), step \(step), \(what): \(fault ?? "")")
        }
        play.leaveAll()
        #expect(play.world.shares.isEmpty && play.world.directory.outside.isEmpty, "seed \(seed)")
        let directory = play.world.directory
        #expect(
            directory.rooms.isEmpty && directory.clients.isEmpty && directory.channels.isEmpty, "seed \(seed)"
        )
        #expect(directory.connections.isEmpty && directory.parked.isEmpty, "seed \(seed)")
        #expect(directory.clientsBySID.isEmpty && directory.ownerless.isEmpty, "seed \(seed)")
        #expect(directory.silent.isEmpty && directory.changedExtras.isEmpty, "seed \(seed)")
        #expect(directory.publishers.isEmpty && directory.tickets.isEmpty, "seed \(seed)")
        #expect(directory.additions.isEmpty && directory.changedRights.isEmpty, "seed \(seed)")
        #expect(play.world.media.publishers.isEmpty && play.world.media.received.isEmpty, "seed \(seed)")
        #expect(directory.programmes.isEmpty && play.world.media.programmes.isEmpty, "seed \(seed)")
        #expect(directory.changedProgrammes.isEmpty, "seed \(seed)")
        #expect(directory.cachedFileBytes == 0 && directory.previews.isEmpty, "seed \(seed)")
    }
}

// SPDX-License-Identifier: Apache-2.0

@testable import Signaling

/// What is wrong with what a world's media plane was told of programmes.
struct ProgrammeFaults {
    private let world: MemberWorld

    init(_ world: MemberWorld) {
        self.world = world
    }

    /// The first fault, if there is one.
    var first: String? {
        let directory = world.directory
        if Set(world.media.programmes.keys) != Set(directory.programmes.keys) { return "a lost programme" }
        for (broadcast, key) in directory.programmes {
            guard let room = directory.rooms[key], let programme = room.programme,
                programme.broadcast == broadcast
            else { return "a programme of no room" }
            if programme.sources.count > 2 * (Limits.standbys + 1) + 1 { return "too many may be on air" }
            for source in programme.sources {
                if let fault = fault(of: source, world.media.programmes[broadcast]?[source], room) {
                    return fault
                }
            }
        }
        return nil
    }

    /// Whatever may be on air, nothing passes that not everybody may have, and all the rest does.
    private func fault(of source: BroadcastID, _ told: MediaTracks?, _ room: MemberRoom) -> String? {
        guard let told else { return "of \(source) nothing is told" }
        guard let stream = room.streams.values.first(where: { $0.broadcast == source }),
            stream.audience == nil
        else { return told == .both ? nil : "\(source) passes and is not for everybody" }
        return ShareFaults(world).held(stream, told, room)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What the rooms' members share with WHEP, and what they are told of WHIP.
extension ControlPlane {
    /// Takes what the members' side has to tell.
    func take(_ news: RoomNews) async {
        switch news {
        case .shares(let shares, let room): apply(directory.share(shares, in: room))
        case .end(_, let publisher): _ = await leave(publisher)
        }
    }

    /// Takes the news that wait whenever there are some.
    func consume(
        _ arrivals: AsyncStream<Void>, _ takeNews: @Sendable () -> [RoomNews]
    ) async {
        for await _ in arrivals {
            for piece in takeNews() { await take(piece) }
        }
    }

    /// Has the media plane hold back what a viewer may not have when its turn comes, so that the last word counts.
    /// Whoever waits already finds the last word then, so no more wait than there are viewers.
    func hold(_ id: SessionID) {
        guard waitingHolds.insert(id).inserted else { return }
        inOrder = Task { [before = inOrder] in
            await before?.value
            waitingHolds.remove(id)
            guard let session = directory.sessions[id] else { return }
            await plane.setHeld(session.held, session: id)
        }
    }

    /// Has the media plane show what the room's programme names, by the names that it has there now; without a programme
    /// nothing.
    func showProgramme(of room: String) -> Task<MediaPlaneError?, Never> {
        let showing = Task { [before = inOrder] () -> MediaPlaneError? in
            await before?.value
            waitingProgrammes.remove(room)
            let wish = directory.programmeWish(of: room)
            do throws(MediaPlaneError) {
                try await plane.setProgramme(
                    .programme(of: room), onAir: wish.onAir, standby: wish.standby, held: wish.held)
                return nil
            } catch {
                return error
            }
        }
        inOrder = Task { _ = await showing.value }
        return showing
    }

    /// As ``showProgramme(of:)``, once for all that changes until its turn comes.
    func renewProgramme(of room: String) {
        guard waitingProgrammes.insert(room).inserted else { return }
        _ = showProgramme(of: room)
    }

    /// Has the media plane hold what isn't for everybody of what the room's programme shows, once for all that changes until its
    /// turn comes.
    func holdProgramme(of room: String) {
        guard waitingProgrammeHolds.insert(room).inserted else { return }
        inOrder = Task { [before = inOrder] in
            await before?.value
            waitingProgrammeHolds.remove(room)
            guard let programme = directory.rooms[room]?.programme else { return }
            await plane.setHeld(programme.held, programme: .programme(of: room))
        }
    }
}

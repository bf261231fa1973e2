// SPDX-License-Identifier: Apache-2.0

/// What the rooms' members share with WHEP, and what they are told of WHIP.
extension ControlPlane {
    /// Takes what the members' side has to tell.
    func take(_ news: RoomNews) async {
        switch news {
        case .shares(let shares, let room): apply(directory.share(shares, in: room))
        case .end(let broadcast):
            if let publisher = directory.publisher(of: broadcast) { _ = await leave(publisher) }
        }
    }

    /// Takes news until there are no more.
    func consume(_ news: AsyncStream<RoomNews>) async {
        for await piece in news { await take(piece) }
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
            let programme = directory.rooms[room]?.programme
            func source(_ name: String) -> BroadcastID {
                directory.source(BroadcastID(room: room, name: name))
            }
            do throws(MediaPlaneError) {
                try await plane.setProgramme(
                    .programme(of: room), onAir: (programme?.broadcast).map(source),
                    standby: (programme?.standby ?? []).map(source))
                return nil
            } catch {
                return error
            }
        }
        inOrder = Task { _ = await showing.value }
        return showing
    }
}

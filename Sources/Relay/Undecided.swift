// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP

/// A viewer that was made a counter-offer (WHEP draft-03 §4.2) and has not answered yet.
final class Undecided {
    let session: PeerSession
    /// What was offered, one section for each track.
    let selection: TrackSelection
    /// The streams that the offer announced.
    let sending: [SendingTrack]
    /// When the offer is withdrawn.
    let deadline: MonotonicTime
    /// Of which nothing will be sent for now.
    var held: [HeldTracks] = []

    init(session: PeerSession, selection: TrackSelection, sending: [SendingTrack], deadline: MonotonicTime) {
        self.session = session
        self.selection = selection
        self.sending = sending
        self.deadline = deadline
    }
}

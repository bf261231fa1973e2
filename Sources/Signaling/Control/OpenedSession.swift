// SPDX-License-Identifier: Apache-2.0

/// A session that was just opened, and what its client gets.
struct OpenedSession: Sendable {
    /// The session's secret name.
    let id: SessionID
    /// The answer, or the counter-offer.
    let sdp: String
    /// What the entity tag holds.
    let iceTag: String
}

/// How a viewer's wish was met.
enum WatchOutcome: Sendable {
    /// With an answer.
    case answered(OpenedSession)
    /// With an offer of ours that waits for the viewer's answer (W18).
    case counterOffered(OpenedSession)
}

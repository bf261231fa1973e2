// SPDX-License-Identifier: Apache-2.0

/// Who publishes a broadcast by WHIP, and what.
struct WHIPPublication: Equatable, Sendable {
    /// The publisher's session: another one under the same name is somebody else.
    let session: SessionID
    /// What it sends.
    let tracks: MediaTracks
}

// SPDX-License-Identifier: Apache-2.0

/// Why the media plane refuses a call. Texts are one sentence for people and never repeat what the client
/// sent.
public enum MediaPlaneError: Error, Equatable, Sendable {
    /// The SDP or fragment can't be parsed: 400.
    case malformed(String)
    /// Parsed, but nothing that the relay can use: 422.
    case unusable(String)
    /// None of the broadcasts has media: 409.
    case notLive
    /// The answer is not to the newest offer, or that has been answered. Only a receiver hears this.
    case staleAnswer
    /// No such session (any more): 404.
    case noSuchSession
    /// Ports, descriptors or another resource are used up: 503.
    case exhausted(String)
    /// The media plane is stopping: 503.
    case shuttingDown
    /// More candidates than a session may have: 429.
    case tooManyCandidates
}

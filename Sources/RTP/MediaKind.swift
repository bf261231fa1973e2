// SPDX-License-Identifier: Apache-2.0

/// What a track carries: the two kinds of media that WebRTC has (RFC 8825 §4).
public enum MediaKind: Sendable {
    case audio
    case video
}

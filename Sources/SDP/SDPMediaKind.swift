// SPDX-License-Identifier: Apache-2.0

/// What an `m=` section carries, as far as we relay it.
public enum SDPMediaKind: String, Equatable, Sendable, CaseIterable {
    /// `m=audio`
    case audio
    /// `m=video`
    case video
}

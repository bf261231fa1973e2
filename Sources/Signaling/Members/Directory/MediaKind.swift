// SPDX-License-Identifier: Apache-2.0

/// What members send each other, as permissions tell it apart.
enum MediaKind: String, Hashable, Sendable, CaseIterable {
    case audio
    case video
    case screen
    /// Chat, objects and files.
    case data
}

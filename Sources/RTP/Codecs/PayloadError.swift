// SPDX-License-Identifier: Apache-2.0

/// Why a payload descriptor or a header extension's content can't be read.
public enum PayloadError: Error, Equatable, Sendable {
    /// It ends before what it announces; both in bytes.
    case truncated(needed: Int, available: Int)
    /// More reference differences in a VP9 descriptor than the three that are allowed.
    case tooManyReferences
}

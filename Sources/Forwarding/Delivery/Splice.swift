// SPDX-License-Identifier: Apache-2.0

/// From which packet on a subscription's numbering differs from the track's by which offsets.
struct Splice {
    /// The track's number of the first packet that it holds for.
    var first: Int64 = .max
    /// Added to the track's packet numbers.
    var sequence: Int64 = 0
    /// Added to the source's timestamps.
    var timestamp: UInt32 = 0
    /// Added to the source's picture numbers.
    var picture = PictureNumbers()
}

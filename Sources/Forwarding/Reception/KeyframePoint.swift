// SPDX-License-Identifier: Apache-2.0

import RTP

/// Where a layer's newest keyframe begins.
struct KeyframePoint {
    /// The number of its first packet.
    var number: Int64
    /// Its timestamp, which all of its packets share.
    var timestamp: UInt32
    /// When its first packet arrived.
    var arrival: MonotonicTime
}

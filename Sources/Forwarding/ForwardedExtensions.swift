// SPDX-License-Identifier: Apache-2.0

import RTP

/// The header extensions of a packet that are passed on to subscribers (RFC 8285).
struct ForwardedExtensions {
    /// Whether there is any of them: most packets have none.
    private(set) var isEmpty = true
    /// RFC 6464: one byte.
    private(set) var audioLevel: UInt8?
    /// 3GPP TS 26.114 §7.4.5 (coordination of video orientation): one byte.
    private(set) var videoOrientation: UInt8?
    /// Playout delay: two times 12 bits of 10 ms.
    private(set) var playoutDelay: UInt32?
    /// Where the AV1 dependency descriptor lies in the packet's bytes; empty if it has none.
    var dependencyDescriptor: Range<Int> = 0..<0

    /// None.
    init() {}

    /// Those of `packet`.
    init(_ extensions: HeaderExtensions, of packet: Span<UInt8>) {
        if let range = extensions[.audioLevel], range.count >= 1 { audioLevel = packet[range.lowerBound] }
        if let range = extensions[.videoOrientation], range.count >= 1 {
            videoOrientation = packet[range.lowerBound]
        }
        if let range = extensions[.playoutDelay], range.count >= 3 {
            playoutDelay = packet.uint24(at: range.lowerBound)
        }
        if let range = extensions[.dependencyDescriptor], range.count >= 3 { dependencyDescriptor = range }
        isEmpty =
            audioLevel == nil && videoOrientation == nil && playoutDelay == nil
            && dependencyDescriptor.isEmpty
    }
}

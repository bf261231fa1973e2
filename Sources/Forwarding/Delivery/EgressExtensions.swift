// SPDX-License-Identifier: Apache-2.0

import RTP

/// The header extensions that one subscriber gets, as ids ready to write; 0 for those not agreed on.
struct EgressExtensions {
    let mid: UInt8
    let absSendTime: UInt8
    let transportSequence: UInt8
    let audioLevel: UInt8
    let videoOrientation: UInt8
    let playoutDelay: UInt8
    let dependencyDescriptor: UInt8
    /// An id above 14, or a mid above 16 bytes, needs the two-byte form in every packet (RFC 8285 §4.3).
    let alwaysTwoByte: Bool
    /// Both forms may be mixed (RFC 8285 §6).
    private let mixed: Bool

    /// The extensions that `sink` agreed to, for a track whose `mid` has this many bytes; without ``HeadWriter/Stamp``
    /// unless `isStamped`.
    init(_ sink: PacketSink, midCount: Int, isStamped: Bool) {
        let map = sink.extensions
        mid = midCount > 0 && (midCount <= 16 || sink.twoByteExtensions) ? map[.mid] : 0
        absSendTime = isStamped ? map[.absSendTime] : 0
        transportSequence = isStamped ? map[.transportSequenceNumber] : 0
        audioLevel = map[.audioLevel]
        videoOrientation = map[.videoOrientation]
        playoutDelay = map[.playoutDelay]
        dependencyDescriptor = map[.dependencyDescriptor]
        mixed = sink.twoByteExtensions
        let largest = HeaderExtensionKind.allCases.reduce(UInt8(0)) { max($0, map[$1]) }
        alwaysTwoByte = largest > 14 || (mid != 0 && midCount > 16)
    }

    /// Whether a packet with these extensions is written in the two-byte form.
    func usesTwoByteForm(for extensions: ForwardedExtensions) -> Bool {
        alwaysTwoByte || (mixed && dependencyDescriptor != 0 && extensions.dependencyDescriptor.count > 16)
    }
}

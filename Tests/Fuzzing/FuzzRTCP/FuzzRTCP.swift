// SPDX-License-Identifier: Apache-2.0

import RTP

/// libFuzzer's entry: one input, of which nothing may trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRTCP(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // libFuzzer keeps the `count` bytes at `start` alive and unchanged until this returns.
    let input = unsafe UnsafeBufferPointer(start: start, count: count)
    exercise(unsafe input.span)
    return 0
}

/// Walks the input as a compound; every packet that could be read is written and must read back the same.
private func exercise(_ compound: Span<UInt8>) {
    var reader = RTCPReader(compound)
    var packetCount = 0
    while let packet = reader.next() {
        packetCount += 1
        precondition(packetCount <= RTCPReader.maximumPacketCount)
        guard let again = rewritten(packet) else { continue }
        precondition(isSame(again, packet), "a packet reads back")
    }
}

/// What is read once the packet is written, which is one packet; nil for those that are never written.
private func rewritten(_ packet: RTCPPacket) -> RTCPPacket? {
    var bytes: [UInt8] = []
    write(packet, into: &bytes)
    guard !bytes.isEmpty else { return nil }
    var reader = RTCPReader(bytes.span)
    let again = reader.next()
    precondition(again != nil && reader.next() == nil && reader.error == nil, "what is written is one packet")
    return again
}

private func isSame(_ again: RTCPPacket, _ packet: RTCPPacket) -> Bool {
    switch (again, packet) {
    case (.sourceDescription(let ours), .sourceDescription(let theirs)):
        // A name that isn't UTF-8 reads as other text.
        ours.chunks.map(\.ssrc) == theirs.chunks.map(\.ssrc)
    case (.nack(let ours), .nack(let theirs)) where theirs.sequenceNumbers.count <= 256:
        // Numbers that overlap pack in another way; a good deal more of them than this have no room.
        Set(ours.sequenceNumbers) == Set(theirs.sequenceNumbers) && ours.mediaSSRC == theirs.mediaSSRC
    case (.nack, .nack): true
    default: again == packet
    }
}

private func write(_ packet: RTCPPacket, into bytes: inout [UInt8]) {
    switch packet {
    case .senderReport(let report): report.write(into: &bytes)
    case .receiverReport(let report): report.write(into: &bytes)
    case .goodbye(let sources): Goodbye(sources: sources).write(into: &bytes)
    case .transportFeedback(let feedback): feedback.write(into: &bytes)
    case .pictureLoss(let request): request.write(into: &bytes)
    case .fullIntra(let request): request.write(into: &bytes)
    case .remb(let estimate): estimate.write(into: &bytes)
    case .sourceDescription(let description): description.write(into: &bytes)
    case .nack(let nack): nack.write(into: &bytes)
    case .unknown: break
    }
}

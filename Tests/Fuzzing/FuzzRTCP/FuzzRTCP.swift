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
        var bytes: [UInt8] = []
        write(packet, into: &bytes)
        guard !bytes.isEmpty else { continue }
        var again = RTCPReader(bytes.span)
        precondition(again.next() == packet, "a packet reads back")
        precondition(again.next() == nil && again.error == nil, "and nothing follows it")
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
    // A name that isn't UTF-8 reads as other text, and numbers of a NACK that overlap pack in another way.
    case .sourceDescription, .nack, .unknown: break
    }
}

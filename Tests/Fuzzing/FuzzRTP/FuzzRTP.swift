// SPDX-License-Identifier: Apache-2.0

import RTP

/// libFuzzer's entry: one input, of which nothing may trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRTP(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // libFuzzer keeps the `count` bytes at `start` alive and unchanged until this returns.
    let input = unsafe UnsafeBufferPointer(start: start, count: count)
    exercise(unsafe input.span)
    return 0
}

/// Reads the input as a packet: header, extensions and payload for every codec; then writes what was read.
private func exercise(_ packet: Span<UInt8>) {
    _ = DatagramKind(packet)
    for codec in CodecKind.allCases {
        _ = PayloadInspector.inspect(packet, codec: codec, dependencyDescriptor: packet)
    }
    guard let header = try? RTPHeader(packet) else { return }
    var map = HeaderExtensionMap()
    for kind in HeaderExtensionKind.allCases { map[kind] = kind.rawValue + 1 }
    let extensions = HeaderExtensions(packet, header: header, map: map)
    for codec in CodecKind.allCases {
        _ = PayloadInspector.inspect(packet, header: header, extensions: extensions, codec: codec)
    }
    write(packet, header, extensions, map)
}

/// What ``PacketHead`` writes reads back as the same header, and with the same extensions if all fit.
private func write(
    _ packet: Span<UInt8>, _ header: RTPHeader, _ extensions: HeaderExtensions, _ map: HeaderExtensionMap
) {
    var head = PacketHead()
    head.begin(
        marker: header.marker, payloadType: header.payloadType, sequenceNumber: header.sequenceNumber,
        timestamp: header.timestamp, ssrc: header.ssrc, twoByteExtensions: header.extensionProfile != 0xBEDE)
    var byteCount = 0
    for kind in HeaderExtensionKind.allCases {
        guard let range = extensions[kind] else { continue }
        head.appendExtension(id: map[kind], packet.extracting(range))
        byteCount += range.count + 2
    }
    head.endHeader()
    guard let written = try? RTPHeader(head.span) else { preconditionFailure("a head reads back") }
    precondition(written.sequenceNumber == header.sequenceNumber && written.ssrc == header.ssrc)
    precondition(written.headerCount == head.headerCount && written.payloadRange.isEmpty)
    guard byteCount < 200 else { return }
    let again = HeaderExtensions(head.span, header: written, map: map)
    for kind in HeaderExtensionKind.allCases {
        precondition(again[kind]?.count == extensions[kind]?.count, "an extension reads back")
    }
}

// SPDX-License-Identifier: Apache-2.0

import SDP

/// Lets libFuzzer play a publisher's whole connection: one offer after the other, each after a byte that says which of its
/// sections are published as which streams. A trap is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzIntake(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // libFuzzer promises `count` readable bytes at `start`, which is null only when there are none.
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    var connection = Connection()
    for part in bytes.split(separator: 0, maxSplits: 7) {
        guard let first = part.first, let offer = try? SessionDescription(parsing: Array(part.dropFirst()))
        else { continue }
        connection.take(offer, Grouping(byte: first))
    }
    return 0
}

// SPDX-License-Identifier: Apache-2.0

import SDP

/// Lets libFuzzer feed the parsers, the negotiation and the writers; a trap is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSDP(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // libFuzzer promises `count` readable bytes at `start`, which is null only when there are none.
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    readFragment(bytes)
    if let description = readDescription(bytes) { Negotiation.exercise(description) }
    return 0
}

/// A fragment keeps its bound, and reads the same once it is written.
private func readFragment(_ bytes: [UInt8]) {
    guard let fragment = try? TrickleFragment(parsing: bytes) else { return }
    precondition(fragment.candidates.count <= SDPLimits.candidates, "a fragment passes its bound")
    precondition(fragment.candidates.allSatisfy(\.isUsable), "a fragment has a candidate of no use")
    let again = try? TrickleFragment(parsing: Array(fragment.serialized().utf8))
    precondition(again == fragment, "a fragment that was written reads differently")
}

/// A description keeps its bounds, and reads the same once it is written.
private func readDescription(_ bytes: [UInt8]) -> SessionDescription? {
    guard let description = try? SessionDescription(parsing: bytes) else { return nil }
    precondition(description.media.count <= SDPLimits.mediaSections, "a description passes its bound")
    let most = SDPLimits.attributesPerSection + SDPLimits.formatAttributesPerSection
    precondition(
        description.attributes.count <= most && description.media.allSatisfy { $0.attributes.count <= most },
        "a section passes its bound")
    checkReadsBack(description)
    return description
}

/// What is within the bounds once it is written reads back as the same.
func checkReadsBack(_ description: SessionDescription) {
    let text = Array(description.serialized().utf8)
    let longest = text.split(separator: UInt8(ascii: "\n")).map(\.count).max() ?? 0
    // The line end's carriage return is in the count.
    guard text.count <= SDPLimits.bodyBytes, longest <= SDPLimits.lineBytes + 1 else { return }
    precondition(
        (try? SessionDescription(parsing: text)) == description, "what was written reads differently")
}

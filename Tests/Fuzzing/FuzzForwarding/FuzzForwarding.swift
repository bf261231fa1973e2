// SPDX-License-Identifier: Apache-2.0

/// libFuzzer's entry: one input drives a broadcast with two subscriptions, and nothing may trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzForwarding(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // libFuzzer keeps the `count` bytes at `start` alive and unchanged until this returns.
    let input = unsafe UnsafeBufferPointer(start: start, count: count)
    var script = Script(unsafe Array(input))
    let stage = FuzzStage()
    while !script.isAtEnd { stage.play(&script) }
    return 0
}

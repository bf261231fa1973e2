// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("SDP: whatever a peer sends") struct RobustnessTests {
    @Test("random bytes never trap", arguments: 0..<UInt64(20))
    func random(_ seed: UInt64) {
        var generator = SplitMix(seed: seed)
        for _ in 0..<40 {
            let count = Int.random(in: 0...2_000, using: &generator)
            Exercise.everything((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    @Test("random lines of a real alphabet never trap", arguments: 0..<UInt64(20))
    func lines(_ seed: UInt64) {
        var generator = SplitMix(seed: seed)
        let lines = Offers.all.flatMap { $0.split(separator: "\n") }
        for _ in 0..<10 {
            var text = "v=0\no=- 1 2 IN IP4 0.0.0.0\n"
            for _ in 0..<Int.random(in: 0...120, using: &generator) {
                text += (lines.randomElement(using: &generator) ?? "") + "\n"
            }
            Exercise.everything(Array(text.utf8))
        }
    }

    @Test("mutated offers never trap", arguments: Array(Offers.all.enumerated()).map { UInt64($0.offset) })
    func mutated(_ index: UInt64) {
        var generator = SplitMix(seed: index)
        let offer = Array(Offers.all[Int(index)].utf8)
        for _ in 0..<60 {
            var bytes = offer
            for _ in 0..<Int.random(in: 1...12, using: &generator) { mutate(&bytes, &generator) }
            Exercise.everything(bytes)
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ generator: inout SplitMix) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(bytes.count, at + Int.random(in: 1...40, using: &generator))
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.removeSubrange(at..<end)
        case 2: bytes.insert(contentsOf: bytes[at..<end], at: at)
        case 3: bytes.insert(Array(" :;/=\n-0*".utf8).randomElement(using: &generator) ?? 0, at: at)
        default: bytes.removeSubrange(at...)
        }
    }

    @Test("cut anywhere, an offer never traps", arguments: [Offers.obsPublish, Offers.ffmpegVideoOnly])
    func truncated(_ offer: String) {
        let bytes = Array(offer.utf8)
        for end in bytes.indices { Exercise.everything(Array(bytes[..<end])) }
    }
}

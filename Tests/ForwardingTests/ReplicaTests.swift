// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import TestSupport
import Testing

@Suite("Replicas: one broadcast on several workers") struct ReplicaTests {
    /// A replica's track: the publisher's, but feedback is its home's.
    private func replicated(_ track: TrackConfiguration) -> TrackConfiguration {
        var track = track
        track.feedback = []
        return track
    }

    @Test func `fed the same, a replica sends what its home sends`() {
        var random = SeededRandom(seed: 4)
        let (home, replica) = (Stage(), Stage())
        let (here, there) = (Stage.sink(Stage.extensions), Stage.sink(Stage.extensions))
        home.begin(Stage.video())
        replica.begin(replicated(Stage.video()))
        _ = home.subscribe(here)
        _ = replica.subscribe(there)
        var source = VideoSource()
        for frame in 0..<50 {
            var packets = source.frame(isKey: frame == 0, packets: Int.random(in: 1...9, using: &random))
            if random.chance(percent: 20) { packets.shuffle(using: &random) }
            if random.chance(percent: 10) { packets.removeLast() }
            home.receive(packets)
            replica.receive(packets)
        }
        #expect(here.sent.count > 100)
        #expect(here.sent == there.sent)
    }

    @Test func `a replica asks for keyframes and for nothing else, and they meet at home`() {
        let (home, replica) = (Stage(), Stage())
        home.begin(Stage.video())
        replica.begin(replicated(Stage.video()))
        var source = VideoSource()
        let lost = source.frame(isKey: false, packets: 4)
        for packet in [lost[0], lost[3]] {
            home.receive(packet)
            replica.receive(packet)
        }
        _ = home.subscribe(Stage.sink())
        _ = replica.subscribe(Stage.sink())
        var asked: [Int] = []
        for _ in 0..<40 {
            home.now = home.now.advanced(milliseconds: 5)
            replica.broadcast.pollReplica(now: home.now) { slot in
                asked.append(slot)
                home.broadcast.requestKeyframe(slot: slot, now: home.now)
            }
            home.poll()
        }
        #expect(asked == [0])
        #expect(home.pictureLossCount == 1)
        #expect(Set(home.nacked).count == 2)
        // A slot that isn't there is nobody's.
        home.broadcast.requestKeyframe(slot: 9, now: home.now)
        home.broadcast.requestKeyframe(slot: -1, now: home.now)
    }

    @Test func `a replica that begins midway knows the SSRCs that its home has learnt`() throws {
        let (home, replica) = (Stage(), Stage())
        // Two pictures of one payload type, told apart by mid at first and by SSRC later.
        var (left, right) = (Stage.video(ssrcs: []), Stage.video(ssrcs: []))
        (left.mid, right.mid) = ("l", "r")
        home.begin(left, right)
        var (one, two) = (VideoSource(ssrc: 0x51), VideoSource(ssrc: 0x52))
        one.extensions = [(1, Array("l".utf8))]
        two.extensions = [(1, Array("r".utf8))]
        home.receive(two.frame(isKey: true, packets: 1))
        home.receive(one.frame(isKey: true, packets: 1))
        one.extensions = []
        two.extensions = []
        #expect(home.broadcast.configurations.map(\.ssrcs) == [[0x51], [0x52]])
        replica.broadcast.beginPublication(
            home.broadcast.configurations.map(replicated), feedbackSSRC: 0, now: replica.now)
        replica.receive(two.frame(isKey: true, packets: 1))
        replica.receive(one.frame(isKey: true, packets: 1))
        #expect(replica.broadcast.tracks.map(\.ssrc) == [0x51, 0x52])
    }
}

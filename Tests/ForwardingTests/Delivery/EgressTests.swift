// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Forwarding

@Suite("What a subscriber's packets carry, RFC 8285") struct EgressTests {
    /// What the subscriber agreed to: other ids than the publisher's.
    static var extensions: HeaderExtensionMap {
        var map = HeaderExtensionMap()
        for kind in HeaderExtensionKind.allCases { map[kind] = 14 - kind.rawValue }
        return map
    }

    @Test func `mid, send time and transport number are the relay's own`() throws {
        let stage = Stage()
        stage.begin(Stage.video())
        let map = Self.extensions
        let sink = Stage.sink(map)
        _ = stage.subscribe(sink)
        var source = VideoSource()
        source.extensions = [(1, [0x76]), (2, [9, 9, 9]), (3, [7, 7])]
        stage.receive(source.frame(isKey: true, packets: 2))
        #expect(sink.sent.count == 2)
        let time = stage.clock.ntp(stage.now).absoluteSendTime
        for (index, packet) in sink.sent.enumerated() {
            #expect(packet.data(of: .mid, map) == [0x30])
            #expect(packet.data(of: .transportSequenceNumber, map) == [0, UInt8(index)])
            let expected = [16, 8, 0].map { UInt8(truncatingIfNeeded: time >> $0) }
            #expect(packet.data(of: .absSendTime, map) == expected)
        }
        #expect(sink.nextTransportSequence == 2)
    }

    @Test func `transport numbers run over all of a subscriber's tracks`() {
        let stage = Stage()
        stage.begin(Stage.audio(), Stage.video())
        let map = Self.extensions
        let sink = Stage.sink(map)
        _ = stage.subscribe(sink, slot: 0, Stage.subscription(ssrc: 0x10))
        _ = stage.subscribe(sink, slot: 1, Stage.subscription(ssrc: 0x20))
        var audio = AudioSource()
        var video = VideoSource()
        for index in 0..<5 {
            stage.receive(audio.packet())
            stage.receive(video.frame(isKey: index == 0, packets: 1))
        }
        let numbers = sink.sent.map { $0.data(of: .transportSequenceNumber, map)?.last }
        #expect(numbers == (0..<10).map { UInt8($0) })
    }

    @Test func `what only the publisher knows is passed on`() {
        let stage = Stage()
        stage.begin(Stage.audio(), Stage.video())
        let map = Self.extensions
        let sink = Stage.sink(map)
        _ = stage.subscribe(sink, slot: 0, Stage.subscription(ssrc: 0x10))
        _ = stage.subscribe(sink, slot: 1, Stage.subscription(ssrc: 0x20))
        var audio = AudioSource()
        audio.extensions = [(4, [0x8A])]
        var video = VideoSource()
        video.extensions = [(5, [0x03]), (6, [0x01, 0x20, 0x03])]
        stage.receive(audio.packet())
        stage.receive(video.frame(isKey: true, packets: 1))
        #expect(sink.sent(0x10).first?.data(of: .audioLevel, map) == [0x8A])
        #expect(sink.sent(0x20).first?.data(of: .videoOrientation, map) == [0x03])
        #expect(sink.sent(0x20).first?.data(of: .playoutDelay, map) == [0x01, 0x20, 0x03])
    }

    @Test func `a subscriber without extensions gets a bare header`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        var source = VideoSource()
        source.extensions = [(1, [0x76]), (5, [1])]
        stage.receive(source.frame(isKey: true, packets: 1))
        #expect(sink.sent.first?.headerCount == 12)
        #expect(sink.nextTransportSequence == 0)
    }

    /// Length of the descriptor, whether two-byte elements may be mixed in, and whether it gets through.
    static let descriptors: [(Int, Bool, Bool)] = [
        (3, false, true), (16, false, true), (17, false, false), (60, true, true),
    ]

    @Test("dependency descriptors", arguments: descriptors) func descriptor(_ row: (Int, Bool, Bool)) throws {
        let stage = Stage()
        stage.begin(Stage.video(.av1))
        let map = Self.extensions
        let sink = Stage.sink(map, mixed: row.1)
        _ = stage.subscribe(sink)
        var descriptor = [UInt8](repeating: 0x55, count: row.0)
        descriptor.replaceSubrange(0..<3, with: [0x80, 0xFF, 0xFE])
        if row.0 > 3 { descriptor[3] = 0x80 }
        // A sequence header OBU begins the keyframe (AV1 RTP §4.4: N bit).
        stage.receive(av1(sequence: 1, descriptor: descriptor))
        let packet = try #require(sink.sent.first)
        #expect(packet.data(of: .dependencyDescriptor, map) == (row.2 ? descriptor : nil))
        #expect(packet.data(of: .mid, map) == [0x30])
    }

    @Test func `AV1 frame numbers go on when the publisher changes`() throws {
        let stage = Stage()
        stage.begin(Stage.video(.av1))
        let map = Self.extensions
        let sink = Stage.sink(map)
        _ = stage.subscribe(sink)
        stage.receive(av1(sequence: 1, descriptor: [0x80, 0xFF, 0xFF, 0x80]))
        stage.begin(Stage.video(.av1, ssrcs: [0xC1]))
        stage.now = stage.now.advanced(milliseconds: 40)
        stage.receive(av1(ssrc: 0xC1, sequence: 900, descriptor: [0x80, 0x12, 0x34, 0x80]))
        let numbers = sink.sent.map { $0.data(of: .dependencyDescriptor, map).map { Array($0[1...2]) } }
        #expect(numbers == [[0xFF, 0xFF], [0, 0]])
    }
}

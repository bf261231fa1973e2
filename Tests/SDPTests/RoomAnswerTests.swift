// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("Answer.subscribe: a whole room") struct RoomAnswerTests {
    private func room(audio: Int, video: Int) -> String {
        var offer = SampleOffer.receiving
        let (one, two) = (offer.media[0], offer.media[1])
        let kinds = Array(repeating: one, count: audio) + Array(repeating: two, count: video)
        offer.media = kinds.enumerated().map { index, lines in
            lines.map { $0.hasPrefix("a=mid:") ? "a=mid:\(index)" : $0 }
        }
        let names = kinds.indices.map { String($0) }.joined(separator: " ")
        return offer.replacing("a=group:BUNDLE 0 1", with: "a=group:BUNDLE \(names)").text
    }

    @Test func `sections take the tracks of their kind in order`() throws {
        let tracks: [TrackDescription] = [.opus, .vp8, .opus, .vp8, .opus]
        let plan = try Negotiate.subscribe(room(audio: 3, video: 3), tracks)
        #expect(plan.sections.map(\.trackIndex) == [0, 2, 4, 1, 3, nil])
        #expect(plan.sections.map(\.isIdle) == [false, false, false, false, false, true])
    }

    @Test func `tracks beyond the sections are left out`() throws {
        let plan = try Negotiate.subscribe(room(audio: 1, video: 1), [.opus, .vp8, .opus, .vp8])
        #expect(plan.sections.map(\.trackIndex) == [0, 1])
    }

    @Test func `a track that the viewer can't have leaves its section to the next`() throws {
        let plan = try Negotiate.subscribe(room(audio: 2, video: 2), [.opus, .h265, .opus, .vp8])
        #expect(plan.sections.map(\.trackIndex) == [0, 2, 3, nil])
    }

    @Test func `a room of 16 broadcasts is answered within the bounds`() throws {
        let tracks = (0..<16).flatMap { _ in [TrackDescription.opus, .vp8] }
        let answer = try Negotiate.subscribe(room(audio: 16, video: 16), tracks).sampleAnswer
        let text = answer.serialized()
        #expect(text.utf8.count < SDPLimits.bodyBytes / 2)
        #expect(try SessionDescription(parsing: Array(text.utf8)) == answer)
    }
}

// SPDX-License-Identifier: Apache-2.0

import SDP

/// A publisher's connection, and what holds of it whatever is offered.
struct Connection {
    private var intake = Intake(sessionID: 1, .relay)
    /// The newest answer; nil before the first.
    private var answer: SessionDescription?
    private static let local = LocalTransport(
        ufrag: "abcd", password: "0123456789012345678901",
        fingerprint: Fingerprint(algorithm: "sha-256", bytes: Array(repeating: 1, count: 32)),
        candidates: [Candidate(foundation: "1", priority: 9, address: "2001:db8::5", port: 9, type: .host)],
        isLite: true)

    mutating func take(_ offer: SessionDescription, _ grouping: Grouping) {
        let streams = grouping.streams(of: offer)
        let revision = intake.revision
        do throws(NegotiationError) {
            let agreement = try intake.accept(offer, streams: streams)
            precondition(intake.revision == revision + 1, "an offer that was taken isn't counted")
            check(agreement, of: streams)
            check(offer, agreement)
        } catch {
            let reason = error.reason.utf8
            precondition(reason.count <= 512 && reason.allSatisfy { $0 >= 0x20 }, "an unfit reason")
            precondition(intake.revision == revision, "a wrong offer is counted")
            if let answer {
                precondition(intake.answer(Self.local) == answer, "a wrong offer has changed something")
            }
        }
    }

    private func check(_ agreement: IntakeAgreement, of streams: [[String]]) {
        if case .start = agreement.transport {
            precondition(answer == nil, "a connection starts twice")
        } else {
            precondition(answer != nil, "a connection goes on before it has started")
        }
        precondition(agreement.streams.count == streams.count, "a stream is not answered")
        for (sections, mids) in zip(agreement.streams, streams) {
            precondition((1...2).contains(sections.count), "a stream of so many sections")
            precondition(Set(sections.map(\.kind)).count == sections.count, "two sections of one kind")
            precondition(sections.allSatisfy { $0.accepted && mids.contains($0.mid) }, "another section")
            precondition(sections.allSatisfy { $0.codecs.count == 1 }, "a publisher has a choice of codecs")
        }
        let taken = agreement.streams.flatMap { $0.map(\.index) }
        precondition(Set(taken).count == taken.count, "a section serves two streams")
    }

    private mutating func check(_ offer: SessionDescription, _ agreement: IntakeAgreement) {
        let taken = Set(agreement.streams.flatMap { $0.map(\.mid) })
        let bounds = Dictionary(uniqueKeysWithValues: taken.map { ($0, UInt64(256_000)) })
        let bounded = intake.answer(Self.local, bounds: bounds)
        let text = Array(bounded.serialized().utf8)
        if text.count <= SDPLimits.bodyBytes {
            precondition((try? SessionDescription(parsing: text)) == bounded, "an answer reads differently")
        }
        let next = intake.answer(Self.local)
        precondition(next.media.count == offer.media.count, "a section is not answered")
        for (index, media) in next.media.enumerated() {
            precondition(media.type == offer.media[index].type, "another line")
            let isTaken = agreement.streams.contains { $0.contains { $0.index == index } }
            precondition(media.port == 0 || media.mid == offer.media[index].mid, "another name")
            precondition(isTaken == (media.direction == .recvonly), "media where there is none")
            precondition(isTaken != bounded.media[index].bandwidths.isEmpty, "a bound where there is none")
        }
        answer = next
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The `m=` sections of a connection on which all offers are the peer's, over its whole life (RFC 8829 §5.3.2): a
/// publisher's of several streams. The mirror of ``Lineup``.
///
/// For each of its streams the publisher names the sections that carry it, at most one of a kind. These are answered
/// as ``Answer/publish(_:_:)`` answers a publication's, and keep their codec for as long as it is offered. The others
/// are answered as inactive, and may serve a stream later. A value: an offer that is none changes nothing.
public struct Intake: Sendable {
    /// How many offers were taken.
    public private(set) var revision = 0

    /// What the newest offer came to; nil before the first.
    private var plan: MediaPlan?
    private let capabilities: Capabilities
    private let sessionID: UInt64

    /// A connection without sections.
    ///
    /// - Parameters:
    ///   - sessionID: random and below 2^62 (RFC 8829 §5.2.1).
    ///   - capabilities: what is taken.
    public init(sessionID: UInt64, _ capabilities: Capabilities) {
        self.sessionID = sessionID
        self.capabilities = capabilities
    }

    /// Takes the peer's next offer, which ``answer(_:)`` then answers.
    ///
    /// - Parameters:
    ///   - offer: the peer's.
    ///   - streams: the mids of each stream's sections; of the first offer at least one stream's.
    /// - Returns: what the offer comes to.
    /// - Throws: if a stream is in no section that can be taken, among much else; then nothing has changed.
    public mutating func accept(
        _ offer: SessionDescription, streams: [[String]]
    ) throws(NegotiationError) -> IntakeAgreement {
        guard plan != nil || !streams.isEmpty else { throw .noMedia }
        let reader = OfferReader(offer)
        var sections = try reader.sections()
        try checkOrder(of: sections, reader.session)
        var placed: [[Int]] = []
        for mids in streams {
            let indices = try find(mids, in: sections, besides: placed)
            placed.append(try take(indices, of: reader, &sections))
        }
        let next = try plan(sections, reader)
        let agreement = IntakeAgreement(
            transport: try transport(next), remote: next.remote,
            streams: placed.map { $0.map { next.sections[$0] } })
        plan = next
        revision += 1
        return agreement
    }

    /// The answer to the newest offer.
    ///
    /// - Parameters:
    ///   - local: our side of the transport; the same each time but for what a restart changes.
    ///   - bounds: the bits per second that the peer may send in sections, by their mids.
    /// - Returns: the description to send.
    public func answer(_ local: LocalTransport, bounds: [String: UInt64] = [:]) -> SessionDescription {
        guard let plan else { preconditionFailure("an offer is taken before it is answered") }
        var answer = plan.answer(local, sessionID: sessionID, version: UInt64(revision), sending: [])
        for section in plan.sections where section.accepted {
            guard let bound = bounds[section.mid] else { continue }
            answer.media[section.index].bound(to: bound)
        }
        return answer
    }

    // MARK: - Sections

    /// RFC 8829 §5.2.2: sections never vanish, and keep mid and kind until they were rejected.
    private func checkOrder(
        of sections: [MediaSection], _ offer: SessionDescription
    ) throws(NegotiationError) {
        for old in plan?.sections ?? [] {
            guard sections.indices.contains(old.index) else { throw .sectionsChanged }
            guard old.isAlive, offer.media[old.index].isOffered else { continue }
            let new = sections[old.index]
            guard new.mid == old.mid, new.kind == old.kind else { throw .sectionsChanged }
        }
    }

    /// Where a stream's sections stand, in the order of the offer.
    private func find(
        _ mids: [String], in sections: [MediaSection], besides placed: [[Int]]
    ) throws(NegotiationError) -> [Int] {
        var indices: [Int] = []
        for mid in mids {
            guard let index = sections.firstIndex(where: { $0.mid == mid }), !mid.isEmpty else {
                throw .unknownMID
            }
            guard !indices.contains(index), !placed.contains(where: { $0.contains(index) }) else {
                throw .duplicateMID
            }
            indices.append(index)
        }
        for kind in SDPMediaKind.allCases {
            let offered = indices.count { sections[$0].kind == kind }
            guard offered <= 1 else { throw .tooManySections(kind: kind, offered: offered) }
        }
        return indices.sorted()
    }

    /// Accepts those of a stream's sections that can be; at least one.
    private func take(
        _ indices: [Int], of reader: OfferReader, _ sections: inout [MediaSection]
    ) throws(NegotiationError) -> [Int] {
        var taken: [Int] = []
        var refusal = NegotiationError.noMedia
        for index in indices {
            do throws(NegotiationError) {
                let codec = try codec(of: sections[index], in: reader)
                try reader.accept(&sections[index], codecs: [codec], capabilities, peerSends: true)
                taken.append(index)
            } catch {
                refusal = error
            }
        }
        guard !taken.isEmpty else { throw refusal }
        return taken
    }

    private func codec(
        of section: MediaSection, in reader: OfferReader
    ) throws(NegotiationError) -> NegotiatedCodec {
        let media = reader.session.media[section.index]
        guard let kind = section.kind, media.isSecureRTP else {
            throw .unsupportedSection(index: section.index)
        }
        guard media.isOffered, reader.session.direction(of: media).sends else { throw .wrongDirection }
        let before = plan?.accepted.first { $0.index == section.index && $0.mid == section.mid }
        let choice = CodecChoice(media, kind)
        var codec = try choice.publishing(capabilities, keeping: before?.codecs.first)
        // What we estimate, transport-wide feedback says better; what we allow, only REMB says.
        codec.remb = choice.offersCeiling(for: codec.payloadType)
        return codec
    }

    // MARK: - Transport

    private func plan(
        _ sections: [MediaSection], _ reader: OfferReader
    ) throws(NegotiationError) -> MediaPlan {
        let accepted = sections.filter(\.accepted)
        let alive = sections.filter { reader.session.media[$0.index].isOffered }
        if alive.isEmpty, var plan {
            // Nobody says anything of the transport, which stays.
            plan.sections = sections
            return plan
        }
        return try reader.plan(
            sections, on: accepted.isEmpty ? alive : accepted, capabilities, role: role, direction: .recvonly)
    }

    /// RFC 8842 §5.5: the part in the handshake that was taken stays.
    private func role(offered setup: String?) -> DTLSRole? {
        guard let role = plan?.localRole else { return DTLSRole(offered: setup) }
        return setup == "actpass" || DTLSRole(offered: setup) == role ? role : nil
    }

    /// RFC 8839 §4.4.1 and RFC 8842 §5.5: new credentials restart ICE, and the certificate never changes.
    private func transport(_ next: MediaPlan) throws(NegotiationError) -> IntakeAgreement.Transport {
        guard let plan else { return .start(next.localRole) }
        guard next.remote.fingerprints == plan.remote.fingerprints else { throw .otherConnection }
        let isSame = next.remote.ufrag == plan.remote.ufrag && next.remote.password == plan.remote.password
        return isSame ? .keep : .restart
    }
}

// SPDX-License-Identifier: Apache-2.0

import SDP
import Transport

/// What all peers of the load share. One certificate serves thousands of viewers: making keys is no part of the test.
struct LoadResources: Sendable {
    let identity: DTLSIdentity
    let ice: ICEConfiguration

    init(_ scenario: Scenario, localAddresses: [String]) throws {
        identity = try DTLSIdentity.generate(profiles: scenario.profile.profiles)
        ice = ICEConfiguration(agent: .client, localAddresses: localAddresses)
    }
}

extension ICECandidate {
    /// A candidate of the server's; nil for what is neither UDP nor an IP literal.
    init?(_ candidate: Candidate) {
        guard candidate.isUsable, let type = Kind(candidate.type) else { return nil }
        self.init(
            foundation: candidate.foundation,
            priority: candidate.priority,
            address: candidate.address,
            port: candidate.port,
            type: type
        )
    }
}

extension ICECandidate.Kind {
    fileprivate init?(_ kind: Candidate.Kind) {
        switch kind {
        case .host: self = .host
        case .srflx: self = .srflx
        case .prflx: self = .prflx
        case .relay: self = .relay
        case .other: return nil
        }
    }
}

extension LocalTransport {
    /// Our half; only host candidates are gathered.
    init(_ credentials: ICECredentials, _ candidates: [ICECandidate], identity: DTLSIdentity) {
        self.init(
            ufrag: credentials.ufrag,
            password: credentials.password,
            fingerprint: Fingerprint(algorithm: "sha-256", bytes: identity.fingerprint),
            candidates: candidates.map {
                Candidate(
                    foundation: $0.foundation,
                    priority: $0.priority,
                    address: $0.address,
                    port: $0.port,
                    type: .host
                )
            }
        )
    }
}

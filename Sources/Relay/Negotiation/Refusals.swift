// SPDX-License-Identifier: Apache-2.0

import SDP
import Transport

// Each module's errors as the one error that the control plane hears.

extension RelayError {
    init(_ error: SDPError) {
        self = .malformed("The body is not a valid session description: \(error.reason)")
    }

    init(_ error: NegotiationError) {
        self = error == .staleAnswer ? .staleAnswer : .unusable(error.reason)
    }

    init(_ error: TransportError) {
        self = .exhausted("The relay has no room for one more peer: \(error.reason)")
    }
}

extension PeerEndReason {
    init(_ reason: TransportCloseReason) {
        switch reason {
        case .closedByUs, .closedByPeer: self = .closed
        case .iceFailed, .consentExpired: self = .iceFailed
        case .dtlsFailed, .fingerprintMismatch: self = .dtlsFailed
        case .connectTimeout: self = .timeout
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What happens to a session by itself.
public enum MediaEvent: Sendable, Equatable {
    /// ICE, DTLS and SRTP stand. Of a publisher: it is now the broadcast's publisher.
    case connected(SessionID)
    /// The publisher's first media of this session arrived.
    case live(BroadcastID, SessionID)
    /// The programme shows that broadcast from now on, or shows it anew because its publisher began anew, perhaps with
    /// other tracks or codecs; nil: what was on air ended, and nothing took its place.
    case programme(BroadcastID, onAir: BroadcastID?)
    /// The session is over and everything it held is freed. Told once, also after
    /// ``MediaPlane/close(session:)``.
    case ended(SessionID, SessionEndReason)

    /// The session to which it happens, if it happens to one.
    public var session: SessionID? {
        switch self {
        case .connected(let session), .live(_, let session), .ended(let session, _): session
        case .programme: nil
        }
    }
}

/// Why a session ended. A closed set: the raw values are metric labels.
public enum SessionEndReason: String, Sendable, CaseIterable {
    /// By its client's or an operator's wish.
    case closed
    /// A newer publisher of the same broadcast took over.
    case replaced
    /// ICE found no way, or consent (RFC 7675) expired.
    case iceFailed = "ice_failed"
    /// The DTLS handshake failed, or the certificate was not the announced one.
    case dtlsFailed = "dtls_failed"
    /// It did not connect in time, or sent nothing for too long.
    case timeout
    /// The publisher changed to a codec that this viewer can't play.
    case codecChanged = "codec_changed"
    /// The relay stops.
    case shutdown
}

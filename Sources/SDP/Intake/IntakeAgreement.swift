// SPDX-License-Identifier: Apache-2.0

/// What an offer to an ``Intake`` comes to.
public struct IntakeAgreement: Sendable {
    /// What becomes of the transport.
    public enum Transport: Equatable, Sendable {
        /// It starts, with us in this part of the DTLS handshake.
        case start(DTLSRole)
        /// It stays as it is.
        case keep
        /// Its ICE begins anew; DTLS and SRTP stay (RFC 8829 §5.2.2).
        case restart
    }

    /// What becomes of the transport …
    public var transport: Transport
    /// … and the peer's side of it.
    public var remote: RemoteTransport
    /// The sections of each stream, in the order in which the streams were named: one or two.
    public var streams: [[MediaSection]]
}

// SPDX-License-Identifier: Apache-2.0

internal import RTP

/// Our side of ICE toward one peer: what we tell it, which pair is selected, and when it was last heard.
///
/// Owned by one ``PeerTransport``, whom it tells what happens (``ICEEndpointOwner``). Media leaves beside it, by the
/// path that it selected; what goes through it are handshakes and what a TURN server must carry. Loop's thread only.
protocol ICEEndpoint: AnyObject {
    /// When a datagram of the peer last came in, STUN too; before the first, when the endpoint was made.
    var lastArrival: MonotonicTime { get }

    /// Finds our candidates; ``ICEEndpointOwner/iceDidGather()`` may come during the call.
    func gather() throws(TransportError)
    /// Our user fragment and password of the present generation.
    func credentials() throws(TransportError) -> ICECredentials
    /// Our candidates as the peer is told them, best first.
    func localCandidates() -> [ICECandidate]

    /// Sets the peer's credentials of the present generation and its candidates so far.
    func setRemote(_ credentials: ICECredentials, _ candidates: [ICECandidate]) throws(TransportError)
    /// Adds candidates of the peer's present generation.
    func addRemote(_ candidates: [ICECandidate])
    /// Begins a new generation (RFC 8445 §9): new credentials; the selected pair stays until a new one is found.
    func restart() throws(TransportError) -> ICECredentials
    /// Whether a pair is looked for, or there is one and no hurry.
    func keepChecking(_ isLooking: Bool)

    /// Sends one datagram on the selected pair, whatever kind it is; false if it did not leave.
    func send(_ datagram: Span<UInt8>) -> Bool

    /// Frees everything. Nothing is told to the owner any more; closing twice does nothing.
    func close()
}

/// How datagrams reach the peer.
enum ICEPath {
    /// Straight from the pair's socket.
    case direct(Route)
    /// Through a TURN server: only the endpoint can wrap them.
    case relayed
}

// SPDX-License-Identifier: Apache-2.0

/// Who an ``ICEEndpoint`` tells what happens, on the loop's thread.
protocol ICEEndpointOwner: AnyObject {
    /// A datagram that is not STUN came from an address that passed a check (RFC 8445 §12, hardening S1).
    func iceDidReceive(_ datagram: Span<UInt8>)
    /// Gathering is over.
    func iceDidGather()
    /// A pair was selected, the first or another one.
    func iceDidSelect(_ path: ICEPath)
    /// No pair works any more, or none did.
    func iceDidFail()
    /// The socket of the selected pair is gone.
    func iceDidLosePath()
}

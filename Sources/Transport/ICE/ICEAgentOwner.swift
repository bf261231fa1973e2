// SPDX-License-Identifier: Apache-2.0

/// Who an ``ICEAgent`` tells what happens, on the loop's thread.
protocol ICEAgentOwner: AnyObject {
    /// A datagram that is not STUN came from an address that passed a check (RFC 8445 §12, hardening S1).
    func agent(_ agent: ICEAgent, didReceive datagram: Span<UInt8>)
    /// Gathering is over.
    func agentDidGather(_ agent: ICEAgent)
    /// A pair was selected, the first or a better one.
    func agent(_ agent: ICEAgent, didSelect path: ICEAgent.Path)
    /// No pair works any more, or none did.
    func agentDidFail(_ agent: ICEAgent)
    /// The socket of the selected pair is gone.
    func agentDidLosePath(_ agent: ICEAgent)
}

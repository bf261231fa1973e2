// SPDX-License-Identifier: Apache-2.0

/// What the agent tells, in the words of the state.
extension PeerTransport: ICEAgentOwner {
    func agentDidGather(_ agent: ICEAgent) {
        finishGathering()
    }

    func agent(_ agent: ICEAgent, didSelect path: ICEAgent.Path) {
        switch path {
        case .direct(let route):
            isRelayed = false
            SocketBuffers.enlarge(route.descriptor)
            lane.set(route)
        case .relayed:
            isRelayed = true
            lane.clear()
        }
        let wasRestarting = state.phase == .restarting
        switch state.selected() {
        case .startHandshake: startHandshake()
        case .reroute: if wasRestarting { watchConsent() }
        case .nothing: break
        }
    }

    func agentDidFail(_ agent: ICEAgent) {
        switch state.failed() {
        case .close: close(owesConsent ? .consentExpired : .iceFailed)
        case .wait:
            // While a restart looks for a new pair the old one still carries what it can.
            if state.phase != .restarting { agentDidLosePath(agent) }
        }
    }

    func agentDidLosePath(_ agent: ICEAgent) {
        isRelayed = false
        lane.clear()
    }
}

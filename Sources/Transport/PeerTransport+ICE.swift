// SPDX-License-Identifier: Apache-2.0

/// What ICE tells, in the words of the state.
extension PeerTransport: ICEEndpointOwner {
    func iceDidGather() {
        finishGathering()
    }

    func iceDidSelect(_ path: ICEPath) {
        switch path {
        case .direct(let route):
            isRelayed = false
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

    func iceDidFail() {
        switch state.failed() {
        case .close: close(owesConsent ? .consentExpired : .iceFailed)
        case .wait:
            // While a restart looks for a new pair the old one still carries what it can.
            if state.phase != .restarting { iceDidLosePath() }
        }
    }

    func iceDidLosePath() {
        isRelayed = false
        lane.clear()
    }
}

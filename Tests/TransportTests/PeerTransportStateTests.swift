// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transport

@Suite("PeerTransportState") struct PeerTransportStateTests {
    private func started() throws -> PeerTransportState {
        var state = PeerTransportState()
        try state.gather()
        #expect(state.gathered() == true)
        try state.start()
        return state
    }

    private func connected() throws -> PeerTransportState {
        var state = try started()
        #expect(state.selected() == .startHandshake)
        #expect(state.keyed() == true)
        return state
    }

    @Test func `the way from idle to connected`() throws {
        #expect(try connected().phase == .connected)
    }

    @Test func `steps out of turn are refused`() throws {
        var state = PeerTransportState()
        #expect(throws: TransportError.wrongState("not gathered yet")) { try state.start() }
        #expect(throws: TransportError.wrongState("not gathered yet")) { try state.restart() }
        #expect(state.selected() == .nothing)
        #expect(state.keyed() == false)
        try state.gather()
        #expect(throws: TransportError.wrongState("gathering")) { try state.gather() }
        #expect(state.gathered() == true)
        #expect(state.gathered() == false)
    }

    @Test func `a deadline names what was missing`() throws {
        var state = try started()
        #expect(state.overdue() == .connectTimeout)
        #expect(state.failed() == .wait)
        #expect(state.overdue() == .iceFailed)
        #expect(state.selected() == .startHandshake)
        #expect(state.overdue() == .connectTimeout)
        #expect(state.keyed() == true)
        #expect(state.overdue() == nil)
    }

    @Test func `a failure ends what is connected, but waits while ICE looks for a pair`() throws {
        var state = try connected()
        try state.restart()
        #expect(state.failed() == .wait)
        #expect(state.overdue() == .iceFailed)
        #expect(state.selected() == .reroute)
        #expect(state.phase == .connected)
        #expect(state.failed() == .close)
    }

    @Test func `closing is once and for all`() throws {
        var state = try connected()
        #expect(state.close() == true)
        #expect(state.close() == false)
        #expect(state.selected() == .nothing)
        #expect(state.overdue() == nil)
        #expect(throws: TransportError.wrongState("closed")) { try state.restart() }
    }
}

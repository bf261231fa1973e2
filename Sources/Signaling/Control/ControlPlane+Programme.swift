// SPDX-License-Identifier: Apache-2.0

/// What is put on air in rooms.
extension ControlPlane {
    /// Has a room's viewers see `broadcast`, and `standby` take over from it.
    func setProgramme(
        _ broadcast: String, standby: [String], of room: String
    ) async throws(ControlPlaneError) {
        try admit()
        do {
            try directory.setProgramme(broadcast, standby: standby, of: room)
        } catch {
            throw refuse(error)
        }
        if let error = await showProgramme(of: room).value { throw .media(error) }
    }

    /// Ends a room's programme; false if it has none.
    func endProgramme(of room: String) async -> Bool {
        guard directory.endProgramme(of: room) else { return false }
        // Only what is to be shown can be refused.
        _ = await showProgramme(of: room).value
        return true
    }
}

// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

/// `/v1/rooms` and `/v1/rooms/{room}`: what goes on, as JSON with an entity tag, so that polling is cheap.
struct RoomsResource: Sendable {
    let control: ControlPlane
    let gate: Gate

    /// GET on the list.
    func list(_ request: Request) async throws(HTTPProblem) -> Response {
        try gate.authorize(request, for: .play)
        return try json(RoomList(await control.rooms()), request)
    }

    /// GET on one room.
    func detail(_ name: String, _ request: Request) async throws(HTTPProblem) -> Response {
        try gate.authorize(request, for: .play)
        let statistics = await control.statistics()
        guard let room = await control.room(name) else { throw HTTPProblem(.noSuchRoom) }
        return try json(RoomDetail(room, statistics: statistics), request)
    }

    private func json(_ message: some Encodable, _ request: Request) throws(HTTPProblem) -> Response {
        guard let bytes = try? JSONMessage.encode(message) else { throw HTTPProblem(.internalError) }
        return .tagged(
            ByteBuffer(bytes: bytes), tag: EntityTag(of: bytes), type: "application/json", for: request)
    }
}

// SPDX-License-Identifier: Apache-2.0

extension DataEffect {
    /// Sends it to those of `sockets` for whom it is, encoded once for all.
    func deliver<Connection: MemberConnection>(to sockets: [ConnectionID: Connection]) {
        switch self {
        case .latest(let slot, let from, let parcel, let receivers):
            guard !receivers.isEmpty else { return }
            let message = Connection.message(text: DataMessage.latest(slot.key, from: from, parcel))
            for receiver in receivers { sockets[receiver]?.send(message, .latest(slot)) }
        case .binary(let slot, let from, let parcel, let receivers):
            guard !receivers.isEmpty else { return }
            let head = BinaryMessage.head(from: from, parcel)
            let message = Connection.message(binary: head, parcel.payload)
            let lane = slot.map { SocketLane.latest($0) } ?? .data
            for receiver in receivers { sockets[receiver]?.send(message, lane) }
        case .wanted(let uuid, let range, let sender):
            sockets[sender]?.send(Connection.message(text: DataMessage.wanted(uuid, range)), .control)
        case .chunk(let chunk, let receivers):
            let message = Connection.message(binary: BinaryMessage.head(chunk), chunk.payload)
            for receiver in receivers { sockets[receiver]?.send(message, .bulk) }
        case .clear(let connection): sockets[connection]?.dropData()
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Pictures of rooms.
extension MemberDirectory {
    /// `room.preview`: replaces the picture; an empty one removes it.
    mutating func setPreview(
        _ jpeg: [UInt8], by id: ClientID, _ entropy: Entropy
    ) throws(MemberRefusal) -> MemberReply {
        let key = try mustModerate(id)
        let old = rooms[key]?.data.preview
        if jpeg.isEmpty {
            forget(old)
            rooms[key]?.data.preview = nil
        } else {
            if let next = old?.nextChange, next > now { throw .rateLimited(next - now) }
            let bytes = previewBytes - (old?.jpeg.count ?? 0) + jpeg.count
            guard bytes <= limits.data.previewBytes else {
                throw MemberRefusal(.busy, "the relay keeps as many pictures as it may")
            }
            var preview = RoomPreview(
                id: old?.id ?? entropy.name, key: old?.key ?? entropy.secret, jpeg: jpeg,
                nextChange: now + limits.data.previewInterval)
            preview.version = (old?.version ?? 0) + 1
            rooms[key]?.data.preview = preview
            previews[preview.id] = key
            previewBytes = bytes
        }
        changedRooms[key] = true
        return .preview(
            rooms[key]?.data.preview.map { $0.path(isProtected: rooms[key]?.isProtected == true) })
    }

    /// A picture by its name, and whether its room has a password.
    func preview(_ id: String) -> (RoomPreview, isProtected: Bool)? {
        guard let room = previews[id].flatMap({ rooms[$0] }), let preview = room.data.preview else {
            return nil
        }
        return (preview, room.isProtected)
    }

    /// A picture is gone.
    mutating func forget(_ preview: RoomPreview?) {
        guard let preview else { return }
        previews[preview.id] = nil
        previewBytes -= preview.jpeg.count
    }
}

extension RoomPreview {
    /// Where it is found: another address for each version, so that who is told of it fetches it. Those who
    /// may see a protected room's are given the key with it.
    func path(isProtected: Bool) -> String {
        "/v1/previews/\(id).jpg?v=\(version)" + (isProtected ? "&key=\(key)" : "")
    }
}

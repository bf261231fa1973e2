// SPDX-License-Identifier: Apache-2.0

/// What members shall send at most.
extension MemberDirectory {
    /// `limits.set`: one's own, or as the moderator somebody else's. The lower one of both holds.
    mutating func setBandwidth(
        _ bandwidth: BandwidthLimits, of userid: String?, by id: ClientID
    ) throws(MemberRefusal) -> MemberReply {
        let (client, key, _) = try mustBeInside(id)
        var target = id
        if let userid, userid != client.userid {
            target = try member(userid, of: try mustModerate(id))
        }
        rooms[key]?.update(target) { member in
            if target == id { member.ownBandwidth = bandwidth } else { member.imposedBandwidth = bandwidth }
        }
        if let member = rooms[key]?.members[target] {
            post(.bandwidth(member.ownBandwidth.together(with: member.imposedBandwidth)), to: [target])
        }
        return .done
    }
}

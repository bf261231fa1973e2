// SPDX-License-Identifier: Apache-2.0

/// Ringing one another: each client is in one call at most.
extension MemberDirectory {
    /// `invite`: rings, unless the other one is busy.
    mutating func invite(
        _ userid: String, extra: JSONText, session: JSONText?, by id: ClientID
    ) throws(MemberRefusal) -> MemberReply {
        guard let client = clients[id] else { return .done }
        guard let other = channels[client.channel]?.users[userid], other != id else {
            throw MemberRefusal(.unknownUser, "nobody else in the channel has this userid", field: "to")
        }
        guard client.call == nil else { throw MemberRefusal(.busy, "in a call already") }
        guard let callee = clients[other], callee.call == nil, !callee.isBusy, !isBlocked(id, other)
        else {
            post(.inviteResult(with: userid, .busy, sessionid: nil), to: [id])
            return .done
        }
        try takeNotice(of: id)
        clients[id]?.call = .ringing(other, until: now + limits.inviteDeadline)
        clients[other]?.call = .rung(by: id)
        post(.invite(from: client.userid, extra: extra, session: session), to: [other])
        return .done
    }

    /// `invite.answer`: both are told, and where they meet.
    mutating func answerInvite(
        from userid: String, _ accept: Bool, by id: ClientID, _ entropy: Entropy
    ) throws(MemberRefusal) -> MemberReply {
        guard let client = clients[id], let caller = channels[client.channel]?.users[userid],
            client.call == .rung(by: caller)
        else {
            throw MemberRefusal(.unknownUser, "nobody with this userid rings", field: "from")
        }
        let sessionid = accept ? entropy.name : nil
        clients[id]?.call = accept ? .talking(with: caller) : nil
        clients[caller]?.call = accept ? .talking(with: id) : nil
        let result: InviteResult = accept ? .accepted : .rejected
        post(.inviteResult(with: client.userid, result, sessionid: sessionid), to: [caller])
        if accept {
            post(.inviteResult(with: userid, result, sessionid: sessionid), to: [id])
        }
        return .done
    }

    /// `invite.cancel`, or one of them is gone: ends whatever there is between two.
    mutating func hangUp(_ id: ClientID, _ result: InviteResult = .cancelled) -> MemberReply? {
        guard let client = clients[id], let call = client.call else { return .done }
        clients[id]?.call = nil
        clients[call.other]?.call = nil
        post(.inviteResult(with: client.userid, result, sessionid: nil), to: [call.other])
        return .done
    }

    /// Leaving a room ends a call of two; who only rings goes on ringing.
    mutating func endTalk(_ id: ClientID) {
        if case .talking? = clients[id]?.call {
            _ = hangUp(id)
        }
    }

    /// Nobody answered.
    mutating func ringOut(_ id: ClientID) {
        guard let client = clients[id], case .ringing(let other, let until)? = client.call, until <= now,
            let callee = clients[other]
        else { return }
        _ = hangUp(id, .timeout)
        post(.inviteResult(with: callee.userid, .timeout, sessionid: nil), to: [id])
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Passwords: one at a time, hashed and checked outside, tries counted here.
extension MemberDirectory {
    /// Refuses a client's new password for the room of this birth, nil for one to be, if there are too many: one
    /// thread hashes for all rooms.
    mutating func maySetPassword(_ id: ClientID, birth: UInt64?) throws(MemberRefusal) {
        guard passwords.jobs.count < limits.passwordJobs, !passwords.isWaiting(by: id, otherThan: birth)
        else {
            throw MemberRefusal(.busy, "too many passwords are being checked")
        }
        if let wait = clients[id]?.passwords.take(limits.passwordRate, now: now) {
            throw .rateLimited(wait)
        }
    }

    /// The room's password is to be this one, and none that still waits.
    mutating func setPassword(_ password: String, of key: RoomKey, by id: ClientID) {
        guard let birth = rooms[key]?.birth else { return }
        passwords.cancel(settingRoom: birth)
        passwords.append(.set(key, birth: birth, by: id), password)
    }

    /// Begins the next piece of work that still can be done.
    mutating func workOnPasswords() {
        while !passwords.isWorking, let job = passwords.jobs.first {
            switch job.purpose {
            case .set(let key, let birth, _):
                guard rooms[key]?.birth == birth else {
                    passwords.skip()
                    continue
                }
                passwords.begin(for: birth)
                emit(.hash(job.ticket, job.password))
            case .join(let client): check(job, client)
            }
        }
    }

    private mutating func check(_ job: PasswordQueue.Job, _ id: ClientID) {
        guard let attempt = clients[id]?.attempt, attempt.stage == .password else { return passwords.skip() }
        guard let room = rooms[attempt.key], room.isProtected else {
            // Gone, or open to everybody, since it was asked.
            passwords.skip()
            return beginAgain(id)
        }
        guard let hash = room.password else {
            // A new room of the name: its password is in the queue behind this.
            return passwords.postpone()
        }
        do throws(MemberRefusal) {
            try mayTry(id, attempt.key)
            passwords.begin(for: room.birth)
            emit(.verify(job.ticket, job.password, hash))
        } catch {
            passwords.skip()
            settle(id) { _ throws(MemberRefusal) in throw error }
        }
    }

    /// The password was checked against that of the room of this birth.
    mutating func checked(_ id: ClientID, _ isRight: Bool, birth: UInt64?) {
        guard let attempt = clients[id]?.attempt, attempt.stage == .password else { return }
        guard let room = rooms[attempt.key], room.birth == birth else { return beginAgain(id) }
        if isRight {
            settle(id) { directory throws(MemberRefusal) in try directory.passDoor(id) }
        } else {
            noteWrongTry(id, attempt.key)
            settle(id) { _ throws(MemberRefusal) in
                throw MemberRefusal(.invalidPassword, "not the room's password", field: "password")
            }
        }
    }

    private mutating func beginAgain(_ id: ClientID) {
        clients[id]?.attempt?.stage = .beginning
        settle(id) { directory throws(MemberRefusal) in try directory.advance(id) }
    }

    /// Refuses whoever gave too many wrong ones, even if this one is right.
    func mayTry(_ id: ClientID, _ key: RoomKey) throws(MemberRefusal) {
        guard let client = clients[id] else { return }
        let door = Door(address: client.address, key: key)
        let byAddress = wrongTries[door]?.wait(now: now, limits)
        guard let wait = byAddress ?? client.wrongTries.wait(now: now, limits) else { return }
        var refusal = MemberRefusal(.tooManyAttempts, "too many wrong passwords")
        refusal.retryAfter = wait
        throw refusal
    }

    private mutating func noteWrongTry(_ id: ClientID, _ key: RoomKey) {
        guard let client = clients[id] else { return }
        clients[id]?.wrongTries.add(now: now, limits)
        let door = Door(address: client.address, key: key)
        if wrongTries[door] == nil, wrongTries.count >= limits.watchedAddresses {
            forgetOldTries()
        }
        // Full of recent ones: the client's own count still holds.
        guard wrongTries[door] != nil || wrongTries.count < limits.watchedAddresses else { return }
        wrongTries[door, default: WrongTries()].add(now: now, limits)
    }

    /// Forgets the tries that no longer matter.
    mutating func forgetOldTries() {
        wrongTries = wrongTries.filter { !$0.value.isOver(now: now, limits) }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A password as it is kept: salted and hashed outside of the directory.
struct PasswordHash: Equatable, Sendable {
    let salt: [UInt8]
    let digest: [UInt8]
}

/// The number of one piece of password work.
struct PasswordTicket: Hashable, Sendable {
    let number: UInt64
}

/// Passwords that wait to be hashed or checked: one after the other, in the order in which they came.
///
/// One at a time, so that the tries that are counted before a check hold for the next one, and a room's
/// password is hashed before anybody is checked against it.
struct PasswordQueue: Sendable {
    /// What is done with a password.
    enum Purpose: Equatable, Sendable {
        /// It becomes the room's; the room by its birth, since the name may be another's by then. By whom is asked
        /// since each client has one such job waiting at most.
        case set(RoomKey, birth: UInt64, by: ClientID)
        /// A client wants to join with it.
        case join(ClientID)
    }

    /// One piece of work.
    struct Job: Equatable, Sendable {
        let ticket: PasswordTicket
        let purpose: Purpose
        let password: String
    }

    /// The first one is being worked on if ``isWorking``.
    private(set) var jobs: [Job] = []
    private(set) var isWorking = false
    /// The room, by its birth, whose password is being worked on.
    private(set) var room: UInt64?
    private var count: UInt64 = 0

    /// Whether a password that the client set for another room than that of this birth still waits.
    func isWaiting(by client: ClientID, otherThan birth: UInt64?) -> Bool {
        jobs.contains { job in
            if case .set(_, let other, client) = job.purpose { other != birth } else { false }
        }
    }

    /// Adds work.
    mutating func append(_ purpose: Purpose, _ password: String) {
        count += 1
        jobs.append(Job(ticket: PasswordTicket(number: count), purpose: purpose, password: password))
    }

    /// The first job is begun, for the room of this birth.
    mutating func begin(for birth: UInt64) {
        isWorking = true
        room = birth
    }

    /// Takes away the work that is done; nil if the ticket is another's.
    mutating func finish(_ ticket: PasswordTicket) -> Job? {
        guard isWorking, jobs.first?.ticket == ticket else { return nil }
        isWorking = false
        return jobs.removeFirst()
    }

    /// Takes away the first job without doing it.
    mutating func skip() {
        jobs.removeFirst()
    }

    /// Does the first job after the others.
    mutating func postpone() {
        jobs.append(jobs.removeFirst())
    }

    /// Drops the passwords that wait to become a room's.
    mutating func cancel(settingRoom birth: UInt64) {
        drop { if case .set(_, birth, _) = $0 { true } else { false } }
    }

    /// Drops what waits for a client; what is being worked on is dropped by its result.
    mutating func cancel(_ client: ClientID) {
        drop { $0 == .join(client) }
    }

    private mutating func drop(_ isOver: (Purpose) -> Bool) {
        let working = isWorking ? 1 : 0
        jobs = jobs.prefix(working) + jobs.dropFirst(working).filter { !isOver($0.purpose) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("MemberDirectory: passwords")
struct PasswordTests {
    private static func protected() -> (world: MemberWorld, m: ConnectionID, a: ConnectionID) {
        var world = MemberWorld()
        let (m, a) = (world.join(as: "m", from: "10.0.0.1"), world.join(as: "a", from: "10.0.0.2"))
        world.say(#"{"t":"room.open","sessionid":"r","password":"right"}"#, on: m)
        return (world, m, a)
    }

    private static let right = #"{"t":"room.join","sessionid":"r","password":"right"}"#
    private static let wrong = #"{"t":"room.join","sessionid":"r","password":"wrong"}"#

    @Test func `the right one lets in, none and a wrong one don't`() {
        var (world, m, a) = Self.protected()
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: a)?.code == .passwordRequired)
        #expect(world.say(Self.wrong, on: a)?.code == .invalidPassword)
        #expect(world.events(m).isEmpty)
        #expect(world.say(Self.right, on: a)?.opened == false)
    }

    @Test func `after five wrong ones in a minute the right one waits too`() {
        var (world, m, a) = Self.protected()
        for _ in 0..<5 { #expect(world.say(Self.wrong, on: a)?.code == .invalidPassword) }
        guard case .refused(let refusal)? = world.say(Self.right, on: a) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .tooManyAttempts && refusal.retryAfter == .seconds(60))
        world.pass(.seconds(61), alive: [m, a])
        #expect(world.say(Self.right, on: a)?.opened == false)
    }

    @Test func `another client of the address is counted too, another address is not`() {
        var (world, _, a) = Self.protected()
        let neighbour = world.join(as: "n", from: "10.0.0.2")
        let far = world.join(as: "f", from: "10.0.0.3")
        for _ in 0..<5 { world.say(Self.wrong, on: a) }
        #expect(world.say(Self.right, on: neighbour)?.code == .tooManyAttempts)
        #expect(world.say(Self.right, on: far)?.opened == false)
    }

    @Test func `tries are counted before the next check, however many come at once`() {
        var (world, _, _) = Self.protected()
        world.worksOnPasswords = false
        let sockets = (0..<20).map { world.join(as: "u\($0)", from: "10.0.0.9") }
        for socket in sockets { world.say(Self.wrong, on: socket) }
        #expect(world.passwordWork.count == 1)
        world.worksOnPasswords = true
        world.workOnPasswords()
        #expect(world.directory.passwords.jobs.isEmpty)
        #expect(world.directory.wrongTries.values.first?.times.count == 5)
    }

    @Test func `who joins while the password is hashed is checked against it`() {
        var world = MemberWorld()
        world.worksOnPasswords = false
        let (m, a) = (world.join(as: "m"), world.join(as: "a"))
        world.say(#"{"t":"room.open","sessionid":"r","password":"right"}"#, on: m)
        #expect(world.say(Self.wrong, on: a) == nil)
        #expect(world.room("r")?.members.count == 1)
        world.workOnPasswords()
        #expect(world.room("r")?.members.count == 1)
        world.worksOnPasswords = true
        #expect(world.say(Self.right, on: a)?.opened == false)
    }

    @Test func `a password checked for a room that closed opens no other one`() {
        var (world, m, a) = Self.protected()
        world.worksOnPasswords = false
        world.say(Self.right, on: a)
        world.say(#"{"t":"room.close"}"#, on: m)
        world.say(#"{"t":"room.open","sessionid":"r","password":"new"}"#, on: m)
        world.workOnPasswords()
        #expect(world.room("r")?.members.count == 1)
        #expect(world.directory.passwords.jobs.isEmpty)
    }

    @Test func `who lost its socket while it is checked is not let in`() {
        var (world, _, a) = Self.protected()
        world.worksOnPasswords = false
        world.say(Self.right, on: a)
        world.close(a)
        world.workOnPasswords()
        #expect(world.room("r")?.members.count == 1)
    }

    @Test func `only the moderator changes it, and can take it away`() {
        var (world, m, a) = Self.protected()
        let b = world.join(as: "b", from: "10.0.0.4")
        world.say(Self.right, on: a)
        #expect(world.say(#"{"t":"room.set","password":"x"}"#, on: a)?.code == .notAllowed)
        #expect(world.say(#"{"t":"room.set","password":"x"}"#, on: b)?.code == .notInRoom)
        world.say(#"{"t":"room.set","password":"new"}"#, on: m)
        #expect(world.say(Self.right, on: b)?.code == .invalidPassword)
        world.say(#"{"t":"room.set","password":null}"#, on: m)
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)?.opened == false)
    }

    @Test func `who sets passwords all the time has one waiting at most, and a rate`() {
        var world = MemberWorld()
        world.worksOnPasswords = false
        let m = world.join(as: "m")
        world.say(#"{"t":"room.open","sessionid":"r","password":"0"}"#, on: m)
        let codes = (1..<100).map { world.say(#"{"t":"room.set","password":"\#($0)"}"#, on: m)?.code }
        #expect(codes.prefix(4).allSatisfy { $0 == nil })
        #expect(codes.dropFirst(4).allSatisfy { $0 == .rateLimited })
        // One that is worked on, and the newest.
        #expect(world.directory.passwords.jobs.map(\.password) == ["0", "4"])
        world.workOnPasswords()
        #expect(world.room("r")?.password?.digest == Array("4".utf8))
        world.pass(.seconds(1), alive: [m])
        #expect(world.say(#"{"t":"room.set","password":"x"}"#, on: m)?.isDone == true)
    }

    @Test func `the password of a room that closed waits no longer`() {
        var world = MemberWorld()
        world.worksOnPasswords = false
        let m = world.join(as: "m")
        for count in 0..<5 {
            world.say(#"{"t":"room.open","sessionid":"\#(count)","password":"p"}"#, on: m)
            world.say(#"{"t":"room.close"}"#, on: m)
        }
        #expect(world.directory.passwords.jobs.count == 1)
    }

    @Test func `the password comes before the knock and the capacity`() {
        var world = MemberWorld()
        let (m, a, b) = (world.join(as: "m"), world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"room.open","sessionid":"r","password":"right","knock":true,"max":1}"#, on: m)
        #expect(world.say(Self.wrong, on: a)?.code == .invalidPassword)
        #expect(world.events(m).isEmpty)
        #expect(world.say(Self.right, on: a)?.isPending == true)
        #expect(world.events(m) == [.knock(userid: "a", extra: .emptyObject, wish: nil, passwordOk: true)])
        world.say(#"{"t":"knock.answer","userid":"a","accept":true}"#, on: m)
        #expect(world.say(Self.wrong, on: b)?.code == .invalidPassword)
        #expect(world.say(Self.right, on: b)?.code == .roomFull)
    }

    @Test func `no bytes to anybody contain the password`() throws {
        var (world, m, a) = Self.protected()
        let w = world.join(as: "w")
        world.say(#"{"t":"channel.watch"}"#, on: w)
        world.say(Self.right, on: a)
        world.say(#"{"t":"user.extra","extra":{"password":"right"}}"#, on: a)
        world.pass(.seconds(2))
        for socket in [m, a, w] {
            for event in world.events(socket) {
                #expect(!String(decoding: event.json, as: UTF8.self).contains("right"))
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

/// A room with a who has a file, and receivers; blocks of 16 KiB.
private struct Sharing {
    var world: MemberWorld
    let a: ConnectionID
    var others: [ConnectionID] = []
    let bytes: [UInt8]
    /// Bytes that a was asked for and sent.
    private(set) var uploaded = 0
    private var answered = 0

    init(_ size: Int, receivers: Int = 1, limits: MemberLimits = MemberLimits()) {
        world = MemberWorld(limits: limits)
        bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        a = world.join(as: "a")
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        for number in 0..<receivers {
            let other = world.join(as: "r\(number)")
            world.say(#"{"t":"room.join","sessionid":"r"}"#, on: other)
            others.append(other)
        }
        world.say(#"{"t":"file.offer","uuid":"f","name":"n.bin","size":\#(size),"type":"t"}"#, on: a)
    }

    mutating func pull(_ offset: Int, _ count: Int, by receiver: ConnectionID) -> Int? {
        let reply = world.say(
            #"{"t":"file.pull","uuid":"f","offset":\#(offset),"count":\#(count)}"#, on: receiver)
        if case .pulling(let count)? = reply { return count }
        return nil
    }

    /// a answers all that it was asked for, in pieces of `piece` bytes.
    mutating func upload(_ piece: Int = 16_384, from connection: ConnectionID? = nil) {
        let connection = connection ?? a
        while let range = wanted(connection).dropFirst(answered).first {
            answered += 1
            for offset in stride(from: range.lowerBound, to: range.upperBound, by: piece) {
                let end = min(offset + piece, range.upperBound)
                uploaded += end - offset
                let chunk = FileChunk(uuid: "f", offset: offset, payload: bytes[offset..<end])
                world.say(.data(.chunk(chunk)), on: connection)
            }
        }
    }

    mutating func isBack() { answered = 0 }

    func wanted(_ connection: ConnectionID) -> [Range<Int>] {
        world.data(connection).compactMap { if case .wanted(_, let range, _) = $0 { range } else { nil } }
    }

    /// What a receiver got, as one who writes it to where it belongs has it.
    func got(_ receiver: ConnectionID) -> [UInt8] {
        var file = [UInt8](repeating: 0, count: bytes.count)
        for case .chunk(let chunk, _) in world.data(receiver) {
            file.replaceSubrange(chunk.offset..<(chunk.offset + chunk.payload.count), with: chunk.payload)
        }
        return file
    }

    func chunks(_ receiver: ConnectionID) -> [FileChunk] {
        world.data(receiver).compactMap { if case .chunk(let chunk, _) = $0 { chunk } else { nil } }
    }

    /// Pulls all of it as a client does: the next part when one is there.
    mutating func download(_ receiver: ConnectionID, part: Int = 262_144, piece: Int = 16_384) {
        for offset in stride(from: 0, to: bytes.count, by: part) {
            _ = pull(offset, part, by: receiver)
            upload(piece)
            world.drain(receiver)
        }
    }
}

@Suite("Files from member to member")
struct FileTests {
    @Test(arguments: [1, 16_383, 16_384, 16_385, 70_000, 1_000_000], [16_384, 1_000, 50_000])
    func `a file of any size arrives, in whatever pieces it is sent`(size: Int, piece: Int) {
        var sharing = Sharing(size)
        sharing.download(sharing.others[0], piece: piece)
        #expect(sharing.got(sharing.others[0]) == sharing.bytes)
        #expect(sharing.chunks(sharing.others[0]).allSatisfy { $0.payload.count <= 16_384 })
        #expect(sharing.uploaded == size)
    }

    @Test func `an empty file needs no bytes`() {
        var sharing = Sharing(0)
        #expect(sharing.pull(0, 1, by: sharing.others[0]) == 0)
        #expect(sharing.world.say(#"{"t":"file.done","uuid":"f"}"#, on: sharing.others[0])?.isDone == true)
        #expect(sharing.world.events(sharing.a).last == .data(.fileGot(uuid: "f", userid: "r0")))
        #expect(sharing.wanted(sharing.a).isEmpty)
    }

    @Test func `one upload serves all, and who waits for the same gets the same message`() {
        var sharing = Sharing(500_000, receivers: 4)
        for receiver in sharing.others[..<3] { _ = sharing.pull(0, 200_000, by: receiver) }
        sharing.upload()
        for receiver in sharing.others { sharing.download(receiver) }
        for receiver in sharing.others { #expect(sharing.got(receiver) == sharing.bytes) }
        #expect(sharing.uploaded == 500_000)
        guard case .chunk(_, let together)? = sharing.world.data(sharing.others[0]).first else {
            Issue.record("no chunk")
            return
        }
        #expect(together == Array(sharing.others[..<3]))
    }

    @Test func `a receiver who doesn't read gets a window, and slows nobody`() {
        var sharing = Sharing(2_000_000, receivers: 2)
        let (slow, fast) = (sharing.others[0], sharing.others[1])
        _ = sharing.pull(0, 1_000_000, by: slow)
        _ = sharing.pull(1_000_000, 1_000_000, by: slow)
        sharing.download(fast)
        #expect(sharing.got(fast) == sharing.bytes)
        let window = sharing.world.directory.limits.data.window
        #expect(sharing.chunks(slow).reduce(0) { $0 + $1.payload.count } <= window + 16_384)
        for _ in 0..<10 {
            sharing.upload()
            sharing.world.drain(slow)
        }
        #expect(sharing.got(slow) == sharing.bytes)
        #expect(sharing.uploaded == 2_000_000)
    }

    @Test func `its sender is asked for a megabyte at a time`() {
        var sharing = Sharing(8_000_000, receivers: 8)
        for (index, receiver) in sharing.others.enumerated() {
            #expect(sharing.pull(index * 1_000_000, 1_000_000, by: receiver) == 1_000_000)
        }
        #expect(sharing.wanted(sharing.a).reduce(0) { $0 + $1.count } == 64 * 16_384)
        sharing.upload()
        #expect(sharing.uploaded >= 2_000_000)
    }

    @Test func `two files take turns`() {
        var sharing = Sharing(1_000_000)
        let receiver = sharing.others[0]
        sharing.download(receiver)
        sharing.world.say(#"{"t":"file.offer","uuid":"g","name":"g","size":100000}"#, on: sharing.a)
        _ = sharing.pull(0, 1_000_000, by: receiver)
        sharing.world.say(#"{"t":"file.pull","uuid":"g","offset":0,"count":100000}"#, on: receiver)
        sharing.world.say(
            .data(.chunk(FileChunk(uuid: "g", offset: 0, payload: Array(repeating: 1, count: 100_000)[...]))),
            on: sharing.a)
        let before = sharing.chunks(receiver).count
        sharing.world.drain(receiver)
        let next = sharing.chunks(receiver).dropFirst(before).map(\.uuid)
        #expect(next.count(where: { $0 == "g" }) == 7 && next.prefix(4).contains("g") && next.contains("f"))
    }

    @Test func `a receiver goes on where it was, in the middle of a block too`() {
        var sharing = Sharing(300_000)
        let receiver = sharing.others[0]
        _ = sharing.pull(0, 100_000, by: receiver)
        sharing.upload()
        sharing.world.close(receiver)
        let client = sharing.world.directory.clients.values.first { $0.userid == "r0" }
        #expect(client?.traffic.pulls.isEmpty == true && client?.traffic.inFlight == 0)
        let welcome = sharing.world.welcome(receiver)
        let back = sharing.world.connect()
        var hello = Hello(channel: "c")
        hello.resume = welcome?.resume
        sharing.world.say(.hello(hello), on: back)
        #expect(sharing.pull(99_999, 1_000_000, by: back) == 200_001)
        sharing.upload()
        #expect(sharing.got(back).suffix(200_001) == sharing.bytes.suffix(200_001))
        #expect(sharing.uploaded == 300_000)
    }

    @Test func `a sender who lost its socket is asked again`() throws {
        var sharing = Sharing(100_000)
        #expect(sharing.pull(0, 100_000, by: sharing.others[0]) == 100_000)
        let welcome = try #require(sharing.world.welcome(sharing.a))
        sharing.world.close(sharing.a)
        let back = sharing.world.connect()
        var hello = Hello(channel: "c")
        hello.resume = welcome.resume
        sharing.world.say(.hello(hello), on: back)
        #expect(sharing.wanted(back) == [0..<100_000])
        sharing.isBack()
        sharing.upload(from: back)
        #expect(sharing.got(sharing.others[0]) == sharing.bytes)
    }

    @Test func `a page that was loaded again has no file any more`() throws {
        var sharing = Sharing(100_000)
        let welcome = try #require(sharing.world.welcome(sharing.a))
        var hello = Hello(channel: "c")
        hello.resume = welcome.resume
        hello.isFresh = true
        let back = sharing.world.connect()
        sharing.world.say(.hello(hello), on: back)
        #expect(sharing.world.events(sharing.others[0]).contains(.data(.fileCancelled(uuid: "f", from: "a"))))
        #expect(sharing.pull(0, 1, by: sharing.others[0]) == nil)
    }

    // MARK: Bounds

    @Test func `the cache has a bound, and what was forgotten is asked for again`() {
        var limits = MemberLimits()
        limits.data.roomCache = 10 * 16_384
        var sharing = Sharing(1_000_000, receivers: 2, limits: limits)
        for receiver in sharing.others { sharing.download(receiver) }
        for receiver in sharing.others { #expect(sharing.got(receiver) == sharing.bytes) }
        #expect(sharing.uploaded == 2_000_000)
        #expect(sharing.world.directory.cachedFileBytes <= 10 * 16_384)
    }

    @Test func `who waits is served even if nothing may be kept`() {
        var limits = MemberLimits()
        limits.data.totalCache = 0
        var sharing = Sharing(200_000, limits: limits)
        sharing.download(sharing.others[0])
        #expect(sharing.got(sharing.others[0]) == sharing.bytes)
        #expect(sharing.world.directory.cachedFileBytes == 0)
    }

    @Test func `offers and pulls have bounds`() {
        var limits = MemberLimits()
        limits.data.filesPerMember = 2
        limits.data.pulls = 1
        var sharing = Sharing(100_000, limits: limits)
        let other = sharing.others[0]
        func offer(_ uuid: String, size: Int, on connection: ConnectionID) -> MemberReply? {
            sharing.world.say(
                #"{"t":"file.offer","uuid":"\#(uuid)","name":"n","size":\#(size)}"#, on: connection)
        }
        #expect(offer("g", size: 1, on: sharing.a)?.isDone == true)
        #expect(offer("g", size: 1, on: sharing.a)?.isDone == true, "the same again")
        #expect(offer("h", size: 1, on: sharing.a)?.code == .limitExceeded)
        #expect(offer("g", size: 2, on: sharing.a)?.code == .badArgument)
        #expect(offer("g", size: 1, on: other)?.code == .badArgument)
        #expect(sharing.pull(0, 2_000_000, by: other) == nil && sharing.pull(100_001, 1, by: other) == nil)
        #expect(sharing.pull(99_999, 10, by: other) == 1 && sharing.pull(0, 1, by: other) == nil)
    }

    @Test func `bytes that nobody asked for are left out`() {
        var sharing = Sharing(100_000, receivers: 2)
        let (other, rogue) = (sharing.others[0], sharing.others[1])
        let chunk = FileChunk(uuid: "f", offset: 0, payload: sharing.bytes[0..<16_384])
        sharing.world.say(.data(.chunk(chunk)), on: sharing.a)
        #expect(sharing.world.directory.cachedFileBytes == 0)
        _ = sharing.pull(0, 32_768, by: other)
        var forged = chunk
        forged.payload = Array(repeating: 0, count: 16_384)[...]
        sharing.world.say(.data(.chunk(forged)), on: rogue)
        var shifted = chunk
        shifted.offset = 5
        sharing.world.say(.data(.chunk(shifted)), on: sharing.a)
        #expect(sharing.world.directory.cachedFileBytes == 0 && sharing.chunks(other).isEmpty)
        sharing.upload()
        #expect(sharing.got(other).prefix(32_768) == sharing.bytes.prefix(32_768))
    }

    // MARK: Who may, and the end

    @Test func `only those for whom it is see it`() {
        var sharing = Sharing(1_000, receivers: 3)
        let (world, others) = (sharing.world, sharing.others)
        #expect(others.allSatisfy { world.events($0).last?.isOffer == true })
        sharing.world.say(#"{"t":"file.offer","uuid":"g","name":"n","size":9,"to":["r1"]}"#, on: sharing.a)
        let pull = #"{"t":"file.pull","uuid":"g","offset":0,"count":9}"#
        #expect(sharing.world.say(pull, on: others[0])?.code == .unknownFile)
        #expect(sharing.world.say(pull, on: others[1])?.code == nil)
        sharing.world.say(#"{"t":"user.block","userid":"a"}"#, on: others[2])
        #expect(sharing.pull(0, 9, by: others[2]) == nil)
        let late = sharing.world.join(as: "late")
        let state = sharing.world.say(#"{"t":"room.join","sessionid":"r"}"#, on: late)?.state
        #expect(state?.files.map(\.offer.uuid) == ["f"] && state?.files.map(\.from) == ["a"])
        sharing.world.say(#"{"t":"user.eject","userid":"late"}"#, on: sharing.a)
        #expect(sharing.pull(0, 9, by: late) == nil)
    }

    @Test func `cancelled by its sender it is gone, by a receiver only for it`() {
        var sharing = Sharing(100_000, receivers: 2)
        let others = sharing.others
        for receiver in others { _ = sharing.pull(0, 100_000, by: receiver) }
        let cancel = #"{"t":"file.cancel","uuid":"f"}"#
        sharing.world.say(cancel, on: others[0])
        #expect(sharing.world.events(sharing.a).last == .data(.fileDeclined(uuid: "f", userid: "r0")))
        sharing.upload()
        #expect(sharing.chunks(others[0]).isEmpty && sharing.got(others[1]) == sharing.bytes)
        sharing.world.say(cancel, on: sharing.a)
        #expect(sharing.world.events(others[1]).last == .data(.fileCancelled(uuid: "f", from: "a")))
        #expect(sharing.world.directory.cachedFileBytes == 0)
        #expect(sharing.world.say(cancel, on: others[1])?.code == .unknownFile)
    }

    @Test func `the file of one who left can be had if all of it is here`() {
        var sharing = Sharing(100_000, receivers: 2)
        sharing.download(sharing.others[0])
        sharing.world.say(#"{"t":"file.offer","uuid":"g","name":"n","size":9}"#, on: sharing.a)
        sharing.world.say(#"{"t":"room.leave"}"#, on: sharing.a)
        let events = sharing.world.events(sharing.others[1])
        #expect(events.contains(.data(.fileCancelled(uuid: "g", from: "a"))))
        #expect(!events.contains(.data(.fileCancelled(uuid: "f", from: "a"))))
        #expect(sharing.pull(0, 100_000, by: sharing.others[1]) == 100_000)
        #expect(sharing.got(sharing.others[1]) == sharing.bytes)
        for receiver in sharing.others { sharing.world.say(#"{"t":"room.leave"}"#, on: receiver) }
        #expect(sharing.world.directory.cachedFileBytes == 0 && sharing.world.directory.rooms.isEmpty)
    }
}

extension MemberEvent {
    fileprivate var isOffer: Bool { if case .data(.fileOffered) = self { true } else { false } }
}

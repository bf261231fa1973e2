// SPDX-License-Identifier: Apache-2.0

@testable import Signaling

/// The people and the world.
struct MemberPlay {
    struct Person {
        let channel: String
        var page = MemberPage()
        var connection: ConnectionID?
        /// How much of the connection's items the page has read.
        var read = 0
        /// The number of its last offer.
        var revision = 0
        /// Parts of its files that the relay asked for.
        var wanted: [(uuid: String, range: Range<Int>)] = []
    }

    var world: MemberWorld
    private var people: [Person]
    private var random: SplitMix64
    /// Tickets for streams, of anybody and old ones too.
    private var tickets: [String] = [""]
    /// Data for somebody who may not have it.
    private var breach: String?

    init(seed: UInt64) {
        random = SplitMix64(state: seed)
        var limits = MemberLimits()
        limits.eventsKept = 12
        limits.listedViewers = 2
        limits.passwordJobs = 4
        limits.messageRate = RateLimit(perSecond: 1_000, burst: 1_000)
        limits.roomExtra = 60
        limits.bans = 2
        limits.gateRate = RateLimit(perSecond: 1_000, burst: 1_000)
        limits.streamsPerMember = 3
        limits.streamsPerRoom = 7
        limits.smallRoom = 2
        limits.tickets = 2
        limits.persistentStreams = 2
        limits.forwardDepth = 2
        limits.holds = 2
        limits.data = .small
        world = MemberWorld(seed: seed, limits: limits)
        people = (0..<9).map { Person(channel: $0 < 7 ? "*" : "d") }
    }

    // MARK: Steps

    mutating func step() -> String {
        world.worksOnPasswords = chance(2)
        let index = Int.random(in: people.indices, using: &random)
        let what: String
        if chance(12) {
            world.pass(.milliseconds(Int.random(in: 0...20_000, using: &random)))
            what = "time passes"
        } else if people[index].connection == nil {
            what = comeBack(index)
        } else {
            what =
                chance(15)
                ? loseSocket(index) : chance(7) ? happen(index) : chance(3) ? publish(index) : act(index)
        }
        if chance(3) { world.workOnPasswords() }
        for index in people.indices { read(index) }
        return what
    }

    private mutating func comeBack(_ index: Int) -> String {
        let person = people[index]
        let connection = world.connect(from: "10.0.0.\(index % 4)")
        people[index].connection = connection
        people[index].read = 0
        var hello = Hello(channel: person.channel, userid: "u\(index)")
        if let resume = person.page.resume {
            hello.resume = resume
            hello.lastEvent = person.page.received
            hello.isFresh = chance(5)
        }
        guard world.say(.hello(hello), on: connection)?.code == .resumeFailed else { return "hello \(index)" }
        people[index].page = MemberPage()
        hello.resume = nil
        world.say(.hello(hello), on: connection)
        return "new hello \(index)"
    }

    private mutating func loseSocket(_ index: Int) -> String {
        guard let connection = people[index].connection else { return "" }
        world.close(connection)
        people[index].connection = nil
        return "socket of \(index) lost"
    }

    /// Something happens outside, or what single steps would hardly ever bring together.
    private mutating func happen(_ index: Int) -> String {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: publishByWHIP()
        case 1: switchProgramme()
        default: putOnAir(index)
        }
    }

    /// The moderator of somebody's room puts streams of it on air, stops something of one or ends it, and that somebody follows.
    private mutating func putOnAir(_ index: Int) -> String {
        guard let connection = people[index].connection, let id = world.client(connection),
            let key = world.directory.clients[id]?.room, let room = world.directory.rooms[key],
            let moderator = room.moderator.flatMap({ world.directory.clients[$0]?.connection })
        else { return "" }
        let streams = room.streams.keys.sorted().shuffled(using: &random).prefix(3)
        guard let stream = streams.first else { return "" }
        let standby = streams.dropFirst().map { "\"\($0)\"" }.joined(separator: ",")
        let (on, kind) = (pick(["true", "false"]), pick(["audio", "video"]))
        let wish = #"{"t":"programme.set","streamid":"\#(stream)","standby":[\#(standby)]}"#
        let request = pick([
            wish, wish, #"{"t":"pub.end","streamid":"\#(stream)"}"#,
            #"{"t":"stream.block","streamid":"\#(stream)","kinds":{"\#(kind)":true},"on":\#(on)}"#,
        ])
        world.say(request, on: moderator)
        if chance(2) { world.say(#"{"t":"sub.set","default":"programme"}"#, on: connection) }
        return "a moderator says \(request), \(index) follows"
    }

    /// A broadcast comes by WHIP, changes its tracks or goes.
    private mutating func publishByWHIP() -> String {
        let id = BroadcastID(room: pick(["r", "s"]), name: pick(["cam", "mic1", "main", "programme"]))
        let tracks = pick([nil, .both, .both, MediaTracks(audio: true)])
        world.broadcast(id, tracks)
        return "WHIP sends \(tracks.map { "\($0)" } ?? "nothing") as \(id)"
    }

    /// The media plane shows something that it was told of on a programme, or nothing.
    private mutating func switchProgramme() -> String {
        let programmes = world.media.programmes.sorted { $0.key.room < $1.key.room }
        guard let (programme, told) = programmes.randomElement(using: &random) else { return "" }
        let sources = told.keys.sorted { ($0.room, $0.name) < ($1.room, $1.name) }
        let source = pick(sources.map(Optional.some) + [nil])
        world.apply(world.directory.programme(programme, shows: source, now: world.now))
        return "\(programme) shows \(source.map { "\($0)" } ?? "nothing")"
    }

    /// Something of the publishing connections happens.
    private mutating func publish(_ index: Int) -> String {
        guard let connection = people[index].connection else { return "" }
        let session = world.media.publishers.sorted { $0.text < $1.text }.randomElement(using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1:
            let names = ["cam", "mic", "screen", "mic\(index)", "cam\(index)"].filter { _ in chance(2) }
            people[index].revision += 1
            world.offer(names, rev: people[index].revision, fresh: chance(4), on: connection)
            return "\(index) offers \(names)"
        case 2, 3:
            let isRight = !chance(5)
            world.answerOffer(isRight ? .success("answer") : .failure(MemberRefusal(.sdpError, "no")))
            return "an offer is \(isRight ? "answered" : "refused")"
        case 4 where session != nil && chance(2):
            session.map { world.losePublisher($0) }
            return "\(session?.logged ?? "") is lost"
        default:
            session.map { world.connectPublisher($0) }
            return "\(session?.logged ?? "") is connected"
        }
    }

    private mutating func act(_ index: Int) -> String {
        guard let connection = people[index].connection else { return "" }
        if chance(4) { return giveBytes(index, connection) }
        if chance(12) { return shareFile(index, connection) }
        let request =
            switch Int.random(in: 0..<9, using: &random) {
            case 0...2: dataRequest()
            case 3...4: anyMediaRequest()
            default: anyRequest()
            }
        let reply = world.say(request, on: connection)
        if let ticket = reply?.ticket { tickets.append(ticket) }
        if request.contains("data.send") || request.contains("file.") { checkData() }
        read(index)
        if let reply, reply.isDone { did(request, index) }
        return "\(index) says \(request), \(reply.map { "\($0)" } ?? "nothing")"
    }

    /// Offers a file, and everybody wants it: by single steps the two would hardly ever meet.
    private mutating func shareFile(_ index: Int, _ connection: ConnectionID) -> String {
        world.say(#"{"t":"file.offer","uuid":"g","name":"n","size":90}"#, on: connection)
        for other in people.indices {
            guard let receiver = people[other].connection, other != index else { continue }
            world.say(#"{"t":"file.pull","uuid":"g","offset":0,"count":90}"#, on: receiver)
        }
        checkData()
        return "\(index) shares a file"
    }

    /// Answers what the relay asked for, reads on, or sends bytes.
    private mutating func giveBytes(_ index: Int, _ connection: ConnectionID) -> String {
        if chance(3) {
            world.drain(connection)
            checkData()
            return "\(index) has read all"
        }
        guard let (uuid, range) = people[index].wanted.popLast() else {
            let series = chance(2) ? nil : "s"
            world.say(.data(.sendBinary(BinaryParcel(latest: series, payload: [1, 2]))), on: connection)
            checkData()
            return "\(index) sends bytes"
        }
        let count = Int.random(in: 1...range.count, using: &random)
        let chunk = FileChunk(
            uuid: uuid, offset: range.lowerBound, payload: Array(repeating: 7, count: count)[...])
        if count < range.count { people[index].wanted.append((uuid, range.dropFirst(count))) }
        world.say(.data(.chunk(chunk)), on: connection)
        checkData()
        return "\(index) gives \(count) of \(uuid)"
    }

    /// Whoever was just sent data was allowed to have it.
    private mutating func checkData() {
        for person in people {
            guard let connection = person.connection, let id = world.client(connection) else { continue }
            for item in (world.got[connection] ?? []).dropFirst(person.read) {
                guard let sender = item.sender(in: world.directory, for: id) else { continue }
                let room = world.directory.clients[id]?.room.flatMap { world.directory.rooms[$0] }
                if room?.mayReceive(id, from: sender, .data) != true { breach = "forbidden data \(item)" }
            }
        }
    }

    /// What a page knows because its own request succeeded.
    private mutating func did(_ request: String, _ index: Int) {
        if request.contains("room.leave") { people[index].page.left() }
        if request.contains("user.rename"), let name = request.split(separator: "\"").dropLast().last {
            people[index].page.renamed(String(name))
        }
    }

    private mutating func anyRequest() -> String {
        let room = pick(["r", "s"])
        let user = chance(6) ? "whip:cam" : "u\(Int.random(in: 0..<9, using: &random))"
        let other = pick(["true", "false"])
        return pick([
            #"{"t":"room.open","sessionid":"\#(room)","session":{"video":true,"oneway":\#(other)}}"#,
            #"{"t":"room.open","sessionid":"\#(room)","password":"p","knock":\#(other),"max":3}"#,
            #"{"t":"room.open","sessionid":"\#(room)","state":"opening","autoClose":\#(other)}"#,
            #"{"t":"room.openOrJoin","sessionid":"\#(room)","as":{"oneway":\#(other)}}"#,
            #"{"t":"room.join","sessionid":"\#(room)","wait":\#(other),"password":"p"}"#,
            #"{"t":"room.join","sessionid":"\#(room)","as":{"oneway":true},"password":"q"}"#,
            #"{"t":"broadcast.join","broadcastId":"\#(room)"}"#,
            #"{"t":"room.leave"}"#, #"{"t":"room.leave","heir":"\#(user)"}"#, #"{"t":"room.close"}"#,
            #"{"t":"room.set","state":"open","listed":\#(other),"knock":\#(other)}"#,
            #"{"t":"room.set","password":\#(pick(["null", "\"p\"", "\"q\""])),"locked":\#(pick(["false", "true"]))}"#,
            #"{"t":"channel.watch"}"#, #"{"t":"channel.unwatch"}"#, #"{"t":"room.list"}"#,
            #"{"t":"knock.answer","userid":"\#(user)","accept":\#(other)}"#,
            #"{"t":"knock.answer","userid":"\#(user)","accept":true}"#,
            #"{"t":"moderation.shift","to":"\#(user)","when":"\#(pick(["now", "leave"]))"}"#,
            #"{"t":"user.role","userid":"\#(user)","role":"\#(pick(["viewer", "participant", "broadcaster"]))"}"#,
            #"{"t":"user.eject","userid":"\#(user)","banMs":\#(pick(["0", "9000"]))}"#,
            #"{"t":"user.policy","userid":"*","subscribe":"\#(pick(["all", "owner"]))"}"#,
            #"{"t":"user.block","userid":"\#(user)"}"#,
            #"{"t":"user.extra","extra":{"n":"\#(pick(["a", "aaaaaaaaaaaa"]))"}}"#,
            #"{"t":"user.rename","userid":"\#(user)"}"#,
            #"{"t":"user.state","state":"\#(pick(["busy", "available"]))"}"#,
            #"{"t":"msg.send","scope":"\#(pick(["room", "channel"]))","message":1}"#,
            #"{"t":"invite","to":"\#(user)"}"#,
            #"{"t":"invite.answer","from":"\#(user)","accept":\#(other)}"#,
            #"{"t":"invite.cancel","to":"\#(user)"}"#, #"{"t":"pong"}"#, #"{"t":"nonsense"}"#,
        ])
    }

    private mutating func dataRequest() -> String {
        let user = "u\(Int.random(in: 0..<9, using: &random))"
        let room = pick(["r", "s"])
        return pick([
            #"{"t":"data.send","data":\#(pick(["1", "[2,3]"])),"to":\#(pick(["null", "[\"\(user)\"]"]))}"#,
            #"{"t":"data.send","data":\#(pick(["null", "1", "\"aaaaaaaaaaaaaaaaaa\""])),"retain":"\#(room)"}"#,
            #"{"t":"data.send","data":4,"latest":"\#(room)"}"#,
            #"{"t":"file.offer","uuid":"\#(pick(["f", "g"]))","name":"n","size":\#(pick(["0", "7", "64", "90"]))}"#,
            #"{"t":"file.offer","uuid":"h","name":"n","size":20,"to":["\#(user)"]}"#,
            #"{"t":"file.pull","uuid":"\#(pick(["f", "g", "h"]))","offset":0,"count":90}"#,
            #"{"t":"file.pull","uuid":"\#(pick(["f", "g"]))","offset":\#(pick(["3", "8", "16"])),"count":20}"#,
            #"{"t":"file.done","uuid":"\#(pick(["f", "g"]))"}"#,
            #"{"t":"file.cancel","uuid":"\#(pick(["f", "h"]))"}"#,
            #"{"t":"room.preview","jpeg":"\#(pick(["/9j/", ""]))"}"#,
        ])
    }

    private mutating func anyMediaRequest() -> String {
        let index = Int.random(in: 0..<9, using: &random)
        let stream = pick(["cam", "mic", "screen", "mic\(index)", "cam\(index)", "copy"])
        let (on, kind) = (pick(["true", "false"]), pick(["audio", "video"]))
        let wish = pick(["all", "owner", "none"])
        return pick([
            #"{"t":"pub.end","streamid":"\#(stream)"}"#,
            #"{"t":"stream.state","streamid":"\#(stream)","muted":{"\#(kind)":\#(on)}}"#,
            #"{"t":"stream.block","streamid":"\#(stream)","kinds":{"\#(kind)":true},"on":\#(on)}"#,
            #"{"t":"stream.ask","action":"publish"}"#,
            #"{"t":"programme.set","streamid":"\#(stream)"}"#,
            #"{"t":"programme.set","streamid":"cam","standby":["mic","cam\#(index)"]}"#,
            #"{"t":"programme.set","streamid":"\#(stream)","standby":["\#(pick(["cam", "whip~cam", "mic"]))"]}"#,
            #"{"t":"programme.set","streamid":\#(pick(["null", "\"whip~cam\"", "\"main\""]))}"#,
            #"{"t":"sub.set","default":"programme"}"#,
            #"{"t":"stream.drop","userid":"u\#(index)"}"#, #"{"t":"stream.drop"}"#,
            #"{"t":"stream.ticket","streamid":"\#(stream)"}"#,
            #"{"t":"stream.forward","ticket":"\#(pick(Array(tickets.suffix(5))))","persist":\#(on)}"#,
            #"{"t":"stream.forward","ticket":"\#(pick(Array(tickets.suffix(2))))","streamid":"copy"}"#,
            #"{"t":"sub.set","default":"\#(wish)","streams":{"\#(stream)":{"\#(kind)":\#(on)}}}"#,
            #"{"t":"sub.hold","userid":"u\#(index)","kind":"\#(kind)","on":\#(on)}"#,
            #"{"t":"sub.hold","userid":"whip:cam","kind":"\#(kind)","on":\#(on)}"#,
            #"{"t":"sub.hold","kind":"\#(kind)","on":\#(on)}"#,
            #"{"t":"limits.set","video":\#(index)}"#,
            #"{"t":"user.policy","userid":"u\#(index)","publish":\#(on),"subscribe":"\#(wish)"}"#,
        ])
    }

    mutating func leaveAll() {
        while !world.media.offers.isEmpty { world.answerOffer() }
        world.worksOnPasswords = true
        world.workOnPasswords()
        for index in people.indices {
            if let connection = people[index].connection { world.say(.bye, on: connection) }
        }
        world.pass(.seconds(60))
        for id in world.directory.outside.values.flatMap({ $0.values.map(\.id) }) { world.broadcast(id, nil) }
    }

    /// The page reads what came, and answers pings with what it got.
    private mutating func read(_ index: Int) {
        guard let connection = people[index].connection else { return }
        let items = world.got[connection] ?? []
        var isClosed = false
        for item in items.dropFirst(people[index].read) {
            people[index].page.take(item)
            if case .data(.wanted(let uuid, let range, _)) = item {
                people[index].wanted.append((uuid, range))
            }
            if case .closed = item { isClosed = true }
        }
        people[index].read = items.count
        if isClosed {
            people[index].connection = nil
        } else if chance(2) {
            world.say(.pong(received: people[index].page.received), on: connection)
        }
    }

    // MARK: Judging

    func fault() -> String? {
        people.compactMap(\.page.fault).first ?? breach ?? pageFault() ?? MemberFaults(world.directory).first
            ?? MediaFaults(world.directory).first(in: world.media) ?? ShareFaults(world).first
            ?? ProgrammeFaults(world).first
    }

    private func pageFault() -> String? {
        for person in people {
            guard let connection = person.connection, let id = world.client(connection),
                let client = world.directory.clients[id], person.read == world.got[connection]?.count
            else { continue }
            let page = person.page
            guard page.received == client.events.last else { return "\(client.userid) missed an event" }
            guard page.userid == client.userid else { return "\(client.userid) has another name" }
            guard let key = client.room, let room = world.directory.rooms[key] else {
                if page.members != nil { return "\(client.userid) thinks that it is in a room" }
                continue
            }
            let seen = room.order.filter { $0 == id || room.members[$0]?.isListed == true }
            let names = Set(seen.compactMap { world.directory.clients[$0]?.userid })
            guard page.members == names else {
                return "\(client.userid) sees \(page.members ?? []), there are \(names)"
            }
            guard page.streams == client.sees else {
                return "\(client.userid) knows of \(page.streams), and there are \(client.sees)"
            }
            let moderator = room.moderator.flatMap { world.directory.clients[$0]?.userid }
            guard page.moderator == moderator else {
                return "\(client.userid) takes another one for moderator"
            }
        }
        return nil
    }

    private mutating func chance(_ oneIn: Int) -> Bool {
        Int.random(in: 0..<oneIn, using: &random) == 0
    }

    private mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int.random(in: choices.indices, using: &random)]
    }
}

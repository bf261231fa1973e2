// SPDX-License-Identifier: Apache-2.0

extension MemberRequest {
    /// A request with the number under which it wants its reply; nil if it wants none.
    struct Numbered: Sendable {
        var id: UInt64?
        var request: Result<MemberRequest, MemberRefusal>
    }

    /// Reads one message of a client.
    static func read(_ text: [UInt8]) -> Numbered {
        guard let object = JSONObject(text) else {
            return Numbered(request: .failure(MemberRefusal(.badJSON, "the message is no JSON object")))
        }
        let id = object["id"]?.integer.flatMap { UInt64(exactly: $0) }
        guard let type = object["t"]?.string else {
            return Numbered(
                id: id, request: .failure(MemberRefusal(.badArgument, "a message has a type", field: "t")))
        }
        do throws(MemberRefusal) {
            return Numbered(id: id, request: .success(try read(type, RequestReader(object: object))))
        } catch {
            return Numbered(id: id, request: .failure(error))
        }
    }

    /// Reads one binary message of a client: none has a reply.
    static func read(binary bytes: [UInt8]) -> Numbered {
        do throws(MemberRefusal) {
            return Numbered(request: .success(.data(try BinaryMessage.read(bytes))))
        } catch {
            return Numbered(request: .failure(error))
        }
    }

    private static func read(_ type: String, _ reader: RequestReader) throws(MemberRefusal) -> MemberRequest {
        switch type {
        case "hello": try hello(reader)
        case "pong": .pong(received: try reader.number("n", in: 0...Int.max).map(UInt64.init))
        case "bye":
            try reader.number("withinMs", in: 0...Int(Int32.max)).map {
                .byeUnlessBack(within: .milliseconds($0))
            } ?? .bye
        default:
            if let request = try readRoom(type, reader) {
                request
            } else if let request = try readUser(type, reader) {
                request
            } else if let request = try readMedia(type, reader) {
                request
            } else if let request = try readData(type, reader) {
                .data(request)
            } else {
                throw MemberRefusal(.unknownType, "no such message", field: "t")
            }
        }
    }

    private static func readRoom(
        _ type: String, _ reader: RequestReader
    ) throws(MemberRefusal) -> MemberRequest? {
        switch type {
        case "channel.watch": .watch(prefix: try reader.text("prefix") ?? "")
        case "channel.unwatch": .unwatch
        case "room.open": .open(try terms(reader))
        case "room.openOrJoin": .openOrJoin(try terms(reader), try wish(reader))
        case "room.join": .join(try wish(reader))
        case "room.leave": .leave(heir: try reader.optionalName("heir"))
        case "room.close": .close
        case "room.set": .set(try change(reader))
        case "room.list":
            .list(prefix: try reader.text("prefix") ?? "", identifier: try reader.text("identifier"))
        case "presence.get": try presence(reader)
        case "knock.answer":
            .answerKnock(
                userid: try reader.name("userid"), accept: try reader.flag("accept"),
                policy: try reader.word("policy"))
        case "moderation.shift":
            .shift(to: try reader.name("to"), now: try reader.word("when", ShiftTime.self) != .leave)
        case "broadcast.join": try broadcast(reader)
        default: nil
        }
    }

    private static func readUser(
        _ type: String, _ reader: RequestReader
    ) throws(MemberRefusal) -> MemberRequest? {
        switch type {
        case "user.extra": .extra(try required(reader.extra(), "extra", reader))
        case "user.rename": .rename(try reader.name("userid"))
        case "user.privileges":
            .privileges(
                Privileges(canMute: try reader.flag("canMute"), canStop: try reader.flag("canStop")))
        case "user.state":
            .status(isBusy: try required(reader.word("state", Status.self), "state", reader) == .busy)
        case "user.role":
            .role(
                userid: try reader.name("userid"), try required(reader.word("role"), "role", reader),
                grant: try reader.kinds("pub"))
        case "user.policy": try policy(reader)
        case "user.eject":
            .eject(
                userid: try reader.name("userid"), reason: try reader.text("reason"),
                ban: try reader.number("banMs", in: 0...Int.max).map { .milliseconds($0) })
        case "user.block": .block(userid: try reader.name("userid"))
        case "msg.send": .send(try letter(reader))
        case "invite":
            .invite(
                to: try reader.name("to"), extra: try reader.extra() ?? .emptyObject,
                session: try reader.session("session") == nil ? nil : reader.object["session"])
        case "invite.answer":
            .answerInvite(from: try reader.name("from"), accept: try reader.flag("accept"))
        case "invite.cancel": .cancelInvite(to: try reader.name("to"))
        default: nil
        }
    }

    private enum ShiftTime: String { case now, leave }
    private enum Status: String { case available, busy }

    private static func required<Value>(
        _ value: Value?, _ field: String, _ reader: RequestReader
    ) throws(MemberRefusal) -> Value {
        guard let value else { throw reader.bad(field) }
        return value
    }
}

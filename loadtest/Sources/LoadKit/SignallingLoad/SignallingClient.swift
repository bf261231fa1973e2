// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// One client of the signalling load: it says hello, joins or opens the room, and notes when messages come.
///
/// Lives on its socket's event loop.
final class SignallingClient: LoadSocketDelegate {
    private static let helloID = 1
    private static let joinID = 2

    private let id: Int
    private let plan: SignallingPlan
    private let tally: SignallingTally
    /// Before the connection was asked for.
    private let start: NIODeadline
    private var joinStart = NIODeadline.uptimeNanoseconds(0)
    private var isIn = false
    private var isRefused = false

    init(_ id: Int, plan: SignallingPlan, tally: SignallingTally, start: NIODeadline) {
        self.id = id
        self.plan = plan
        self.tally = tally
        self.start = start
    }

    func socketDidOpen(_ socket: LoadSocket) {
        socket.send(
            MemberMessage.hello(
                id: Self.helloID, channel: plan.channel, userid: plan.userid(id), token: plan.token
            ).text
        )
    }

    func socket(_ socket: LoadSocket, didReceive text: [UInt8]) {
        let now = NIODeadline.now()
        guard let head = MessageHead(text) else { return tally.misunderstood() }
        switch (head.type, head.reply) {
        case ("ping", _): socket.send(MemberMessage.pong(head.number ?? 0))
        case ("msg", _):
            if let round = head.event.flatMap(plan.round) { tally.received(round, at: now) }
        case (_, Self.helloID?) where head.isGood:
            joinStart = .now()
            tally.greeted(after: now - start)
            socket.send(entry.text)
        case (_, Self.joinID?) where head.isGood:
            isIn = true
            tally.joined(after: now - joinStart)
        case (_, .some): refuse(socket, text)
        default: break
        }
    }

    func socketDidClose(_ socket: LoadSocket, code: UInt16?) {
        if isIn {
            tally.lost()
        } else if !isRefused {
            tally.refused("\(LoadError.socketClosed(code: code))")
        }
    }

    /// The first client opens the room.
    private var entry: MemberMessage {
        id == 0
            ? .open(id: Self.joinID, room: plan.room, session: nil, max: plan.clients)
            : .join(id: Self.joinID, room: plan.room, part: plan.part)
    }

    private func refuse(_ socket: LoadSocket, _ text: [UInt8]) {
        guard !isIn, let reply = RelayMessage(text) else { return tally.misunderstood() }
        isRefused = true
        tally.refused("\(reply.refusal(of: "join"))")
        socket.close()
    }
}

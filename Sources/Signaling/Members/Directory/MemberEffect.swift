// SPDX-License-Identifier: Apache-2.0

/// What the owner of a ``MemberDirectory`` has to do after a step, in this order.
enum MemberEffect: Sendable {
    /// Answer the request `id`; without one, only a refusal is told.
    case reply(ConnectionID, UInt64?, MemberReply)
    /// Send one event to all of these.
    case event(MemberEvent, to: [ConnectionID])
    /// Ask whether somebody is there. `lastEvent` is how many events were sent.
    case ping(ConnectionID, lastEvent: UInt64)
    /// Close the connection; the directory has forgotten it.
    case close(ConnectionID, GoodbyeCode)
    /// Hash a password and tell ``MemberDirectory/hashed(_:_:now:)``.
    case hash(PasswordTicket, String)
    /// Check a password and tell ``MemberDirectory/verified(_:_:now:)``.
    case verify(PasswordTicket, String, PasswordHash)
    /// Have the media plane do this.
    case media(MediaWork)
    /// Tell those who publish and watch by WHIP and WHEP.
    case news(RoomNews)
    /// Send what is no event.
    case data(DataEffect)
}

/// Why a connection is closed; the WebSocket close codes of `docs/protocol.md`.
enum GoodbyeCode: UInt16, Sendable {
    case goodbye = 1_000
    case shuttingDown = 1_001
    case unauthorized = 4_401
    case noHello = 4_408
    case replaced = 4_409
    case tooBusy = 4_429
    case unsupported = 4_400
}

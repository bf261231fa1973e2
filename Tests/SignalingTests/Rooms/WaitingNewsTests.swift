// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("News from the members' side that wait")
struct WaitingNewsTests {
    private let closed = RoomShares(isClosed: true)
    private let nothing = RoomShares()

    private func cam(_ room: String) -> BroadcastID { BroadcastID(room: room, name: "cam") }

    @Test func `of each room the last word waits, once`() {
        var news = WaitingNews()
        news.add(.shares(closed, room: "s"))
        for isListed in [true, false] { news.add(.shares(RoomShares(isListed: isListed), room: "r")) }
        #expect(
            news.take() == [.shares(RoomShares(isListed: false), room: "r"), .shares(closed, room: "s")])
        #expect(news.isEmpty && news.take() == [])
        news.add(.shares(nothing, room: "s"))
        #expect(news.take() == [.shares(nothing, room: "s")], "it was told before, so its end is")
    }

    @Test func `however many rooms come and go, no more wait than there are at a time`() {
        var news = WaitingNews()
        for number in 0..<1_000 {
            news.add(.shares(closed, room: "r\(number)"))
            if number >= 10 { news.add(.shares(nothing, room: "r\(number - 10)")) }
            #expect(news.count <= 11)
        }
        _ = news.take()
        for number in 990..<1_100 {
            news.add(.shares(nothing, room: "r\(number)"))
            news.add(.shares(closed, room: "r\(number + 10)"))
            #expect(news.count <= 21)
        }
    }

    @Test func `of each broadcast one end waits, and none if nobody publishes it any more`() {
        var news = WaitingNews()
        let (first, second) = (SessionID(text: "1"), SessionID(text: "2"))
        news.add(.end(cam("r"), publisher: first))
        news.add(.end(cam("r"), publisher: second))
        news.add(.end(cam("s"), publisher: first))
        news.forgetEnd(of: cam("s"))
        #expect(news.take() == [.end(cam("r"), publisher: second)])
    }
}

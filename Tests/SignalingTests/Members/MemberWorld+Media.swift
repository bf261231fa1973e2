// SPDX-License-Identifier: Apache-2.0

@testable import Signaling

/// What a ``MemberWorld``'s media plane was asked for, and what of it waits to be answered.
struct MemberWorldMedia {
    struct Offer {
        let session: SessionID
        let streams: [PublishedStream]
        let reply: ReplyAddress
    }

    /// All work, in order.
    private(set) var work: [MediaWork] = []
    /// Publishers' offers that nobody answered.
    var offers: [Offer] = []
    /// Publishers' sessions that are there.
    var publishers: Set<SessionID> = []
    /// Those of them that are connected.
    var connected: Set<SessionID> = []
    /// What each session publishes.
    private(set) var published: [SessionID: [PublishedStream]] = [:]
    /// Of the programmes, what was told of what each may show is held.
    private(set) var programmes: [BroadcastID: [BroadcastID: MediaTracks]] = [:]
    /// What clients receive that have a connection for it.
    private(set) var received: [ClientID: [ReceivedStream]] = [:]

    mutating func take(_ work: MediaWork) {
        self.work.append(work)
        switch work {
        case .publish(let session, let streams, _, let reply):
            publishers.insert(session)
            published[session] = streams
            offers.append(Offer(session: session, streams: streams, reply: reply))
        case .close(let session):
            publishers.remove(session)
            connected.remove(session)
        case .receive(let client, let streams): received[client] = streams
        case .hangUp(let client): received[client] = nil
        case .programme(let programme, let wish):
            programmes[programme, default: [:]].merge(wish.held) { $1 }
            if wish.onAir == nil { programmes[programme] = nil }
        case .programmeHeld(let programme, let held): programmes[programme]?.merge(held) { $1 }
        case .answer, .restart, .bound: break
        }
    }
}

extension MemberWorld {
    /// Offers streams as a page would: `cam` has sound and a picture, `mic…` sound, `screen…` a screen.
    @discardableResult
    mutating func offer(
        _ names: [String], rev: Int = 1, fresh: Bool = false, extra: String = "", on connection: ConnectionID
    ) -> MemberReply? {
        var mids = 0
        let streams = names.map { name in
            let isSound = name.hasPrefix("mic")
            let isScreen = name.hasPrefix("screen")
            let count = isSound || isScreen ? 1 : 2
            let list = (mids..<(mids + count)).map { "\"\($0)\"" }.joined(separator: ",")
            mids += count
            return
                #"{"streamid":"\#(name)","mids":[\#(list)],"isAudio":\#(!isScreen),"isVideo":\#(!isSound && !isScreen),"isScreen":\#(isScreen)\#(extra)}"#
        }
        return say(
            #"{"t":"pub.offer","rev":\#(rev),"fresh":\#(fresh),"sdp":"offer","streams":[\#(streams.joined(separator: ","))]}"#,
            on: connection)
    }

    /// The media plane answers the oldest offer; gives its session, one of nobody if there is no offer.
    @discardableResult
    mutating func answerOffer(_ result: Result<String, MemberRefusal> = .success("answer")) -> SessionID {
        guard !media.offers.isEmpty else { return SessionID(text: "none") }
        let offer = media.offers.removeFirst()
        apply(directory.published(offer.session, result, offer.reply, now: now))
        // Of an offer that opened nothing no session is left.
        if case .failure = result, directory.publishers[offer.session] == nil {
            media.publishers.remove(offer.session)
        }
        return offer.session
    }

    /// A publisher's connection works.
    mutating func connectPublisher(_ session: SessionID) {
        guard media.publishers.contains(session) else { return }
        media.connected.insert(session)
        apply(directory.connected(session, now: now))
    }

    /// A publisher's connection is lost.
    mutating func losePublisher(_ session: SessionID) {
        guard media.publishers.remove(session) != nil else { return }
        media.connected.remove(session)
        apply(directory.ended(session, now: now))
    }

    /// Publishes until it is received, at least by who may.
    @discardableResult
    mutating func publish(
        _ names: [String], rev: Int = 1, fresh: Bool = false, extra: String = "", on connection: ConnectionID
    ) -> SessionID {
        offer(names, rev: rev, fresh: fresh, extra: extra, on: connection)
        let session = answerOffer()
        connectPublisher(session)
        pass(.milliseconds(60), step: .milliseconds(60))
        return session
    }

    /// What a client receives: `cam` or, of a kind alone, `cam/audio`; what is paused in brackets.
    func receives(_ connection: ConnectionID) -> [String] {
        guard let id = client(connection) else { return [] }
        return (media.received[id] ?? []).map { stream in
            func part(_ name: String, _ isPaused: Bool) -> String { isPaused ? "(\(name))" : name }
            return [
                stream.id, stream.audio ? part("audio", stream.pausedAudio) : nil,
                stream.video ? part("video", stream.pausedVideo) : nil,
            ].compactMap { $0 }.joined(separator: " ")
        }
    }

    /// What a client was told of streams: `+cam`, `-cam ended`, `~cam`.
    func streamNews(_ connection: ConnectionID) -> [String] {
        events(connection).compactMap { event in
            switch event {
            case .streamAnnounced(let card): "+\(card.streamid)"
            case .streamUpdated(let card): "~\(card.streamid)"
            case .streamRemoved(let streamid, _, let reason): "-\(streamid) \(reason.rawValue)"
            default: nil
            }
        }
    }

    /// A room of a moderator and others, who all came.
    mutating func makeRoom(
        _ names: [String], session: String = #"{"audio":true,"video":true,"screen":true}"#,
        sessionid: String = "r", extra: String = ""
    ) -> [ConnectionID] {
        let people = names.map { join(as: $0) }
        say(#"{"t":"room.open","sessionid":"\#(sessionid)","session":\#(session)\#(extra)}"#, on: people[0])
        for other in people.dropFirst() { say(#"{"t":"room.join","sessionid":"\#(sessionid)"}"#, on: other) }
        return people
    }
}

extension MemberReply {
    /// What came of the streams of an offer.
    var verdicts: [StreamVerdict]? { if case .published(_, _, let streams) = self { streams } else { nil } }

    /// The ticket that was given.
    var ticket: String? { if case .ticket(let ticket) = self { ticket } else { nil } }

    /// The name of a stream that was passed on.
    var forwarded: String? { if case .forwarded(let name) = self { name } else { nil } }

    /// What a refusal suggests.
    var suggestion: String? { if case .refused(let refusal) = self { refusal.suggestion } else { nil } }
}

// SPDX-License-Identifier: Apache-2.0

import Synchronization

@testable import Signaling

/// A media plane without media: records what it is asked, keeps the sessions as the real one would, and
/// answers as told.
///
/// Honest where it matters: unknown sessions are unknown, closing tells `ended` once, and the publisher that
/// connects replaces the one before.
final class ScriptedMediaPlane: MediaPlane {
    /// What was asked.
    enum Call: Equatable, Sendable {
        case publish(BroadcastID, offer: String)
        case publishStreams([PublishedStream], offer: String)
        case bound([PublishedStream])
        case subscribe([BroadcastID], offer: String, allowCounterOffer: Bool)
        case acceptCounterOffer(answer: String)
        case openReceiver([ReceivedStream])
        case setReceived([ReceivedStream])
        case acceptAnswer(revision: Int, answer: String)
        case restartReceiver
        case setProgramme(
            BroadcastID, onAir: BroadcastID?, standby: [BroadcastID], held: [BroadcastID: MediaTracks] = [:])
        case setProgrammeHeld(BroadcastID, [BroadcastID: MediaTracks])
        case setHeld([BroadcastID: MediaTracks])
        case trickle(fragment: String)
        case restart(fragment: String)
        case close
    }

    /// How the next offers are met.
    enum Script: Sendable {
        case answer
        case counterOffer
        case fail(MediaPlaneError)
    }

    struct State: Sendable {
        var calls: [Call] = []
        var publish = Script.answer
        var subscribe = Script.answer
        var trickle: MediaPlaneError?
        var restart: Result<MediaRestart?, MediaPlaneError> = .success(nil)
        var answer: MediaPlaneError?
        /// The sessions, a publisher's with its broadcasts.
        var sessions: [SessionID: [BroadcastID]] = [:]
        /// Publishers that are connected.
        var connected: Set<SessionID> = []
        var publishers: [BroadcastID: SessionID] = [:]
        var receivers: [SessionID: ScriptedReceiver] = [:]
        /// What is held back from viewers.
        var held: [SessionID: [BroadcastID: MediaTracks]] = [:]
        var untold: [MediaEvent] = []
        var statistics = MediaStatistics()
        var statisticsCount = 0
        var opened = 0
    }

    let state = Mutex(State())
    let events: AsyncStream<MediaEvent>
    private let continuation: AsyncStream<MediaEvent>.Continuation
    private let streams: Bool

    /// A plane that tells its events in the stream, or keeps them for ``takeEvents()``.
    init(streams: Bool = false) {
        (events, continuation) = AsyncStream.makeStream(of: MediaEvent.self)
        self.streams = streams
    }

    /// Changes the script.
    func script(_ change: @Sendable (inout State) -> Void) {
        state.withLock { change(&$0) }
    }

    /// What was asked so far.
    var calls: [Call] { state.withLock(\.calls) }
    /// The sessions that it holds.
    var sessions: Set<SessionID> { Set(state.withLock(\.sessions).keys) }

    /// The events that nobody was told, oldest first.
    func takeEvents() -> [MediaEvent] {
        state.withLock { state in
            defer { state.untold = [] }
            return state.untold
        }
    }

    // MARK: What peers do

    /// The peer's transport stands; a publisher takes over its broadcasts from those before.
    func connect(_ session: SessionID) {
        tell(.connected(session))
        let replaced = state.withLock { $0.connect(session) }
        for session in replaced { end(session, .replaced) }
    }

    /// A publisher's media arrives, of all its broadcasts.
    func goLive(_ session: SessionID) {
        for broadcast in state.withLock({ $0.sessions[session] ?? [] }) {
            tell(.live(broadcast, session))
        }
    }

    /// The session is over.
    func end(_ session: SessionID, _ reason: SessionEndReason) {
        let wasThere = state.withLock { state in
            state.publishers = state.publishers.filter { $0.value != session }
            state.receivers[session] = nil
            state.connected.remove(session)
            return state.sessions.removeValue(forKey: session) != nil
        }
        if wasThere {
            tell(.ended(session, reason))
        }
    }

    private func tell(_ event: MediaEvent) {
        if streams {
            continuation.yield(event)
        } else {
            state.withLock { $0.untold.append(event) }
        }
    }

    // MARK: MediaPlane

    func publish(
        _ broadcast: BroadcastID,
        session: SessionID,
        offer: [UInt8]
    ) async throws(MediaPlaneError) -> MediaAnswer {
        let script = state.withLock { state in
            state.calls.append(.publish(broadcast, offer: String(decoding: offer, as: UTF8.self)))
            return state.publish
        }
        if case .fail(let error) = script {
            throw error
        }
        return open(session, [broadcast])
    }

    func publish(
        _ streams: [PublishedStream],
        session: SessionID,
        offer: [UInt8]
    ) async throws(MediaPlaneError) -> MediaAnswer {
        let script = state.withLock { state in
            state.calls.append(.publishStreams(streams, offer: String(decoding: offer, as: UTF8.self)))
            return state.publish
        }
        if case .fail(let error) = script {
            throw error
        }
        let answer = open(session, streams.map(\.broadcast))
        let replaced = state.withLock { state in
            state.publishers = state.publishers.filter { entry in
                entry.value != session || streams.contains { $0.broadcast == entry.key }
            }
            return state.connected.contains(session) ? state.connect(session) : []
        }
        for session in replaced { end(session, .replaced) }
        return answer
    }

    func bound(_ streams: [PublishedStream], session: SessionID) async {
        state.withLock { $0.calls.append(.bound(streams)) }
    }

    func subscribe(
        _ broadcasts: [BroadcastID],
        session: SessionID,
        offer: [UInt8],
        allowCounterOffer: Bool
    ) async throws(MediaPlaneError) -> SubscribeResult {
        let text = String(decoding: offer, as: UTF8.self)
        let script = state.withLock { state in
            state.calls.append(.subscribe(broadcasts, offer: text, allowCounterOffer: allowCounterOffer))
            return state.subscribe
        }
        switch script {
        case .fail(let error):
            throw error
        case .answer:
            return .answer(open(session, []), playing: broadcasts)
        case .counterOffer:
            guard allowCounterOffer else { throw .unusable("The viewer can't play VP9.") }
            let answer = open(session, [])
            let offer = MediaCounterOffer(sdp: "v=0\r\ns=counter\r\n", iceTag: answer.iceTag)
            return .counterOffer(offer, reason: "The viewer can't play VP9.", playing: broadcasts)
        }
    }

    private func open(_ session: SessionID, _ broadcasts: [BroadcastID]) -> MediaAnswer {
        state.withLock { state in
            state.sessions[session] = broadcasts
            state.opened += 1
            return MediaAnswer(
                sdp: "v=0\r\ns=answer\r\n", iceTag: "ufrag\(state.opened)",
                tracks: broadcasts.isEmpty ? MediaTracks() : .both)
        }
    }

    func acceptCounterOffer(session: SessionID, answer: [UInt8]) async throws(MediaPlaneError) {
        try known(session, .acceptCounterOffer(answer: String(decoding: answer, as: UTF8.self)))
        if let error = state.withLock(\.answer) {
            throw error
        }
    }

    func openReceiver(
        _ streams: [ReceivedStream],
        session: SessionID
    ) async throws(MediaPlaneError) -> MediaOffer {
        let script = state.withLock { state in
            state.calls.append(.openReceiver(streams))
            return state.subscribe
        }
        if case .fail(let error) = script { throw error }
        _ = open(session, [])
        return state.withLock { state in
            var receiver = ScriptedReceiver(wanted: streams)
            defer { state.receivers[session] = receiver }
            return receiver.offer()
        }
    }

    func setReceived(
        _ streams: [ReceivedStream],
        session: SessionID
    ) async throws(MediaPlaneError) -> MediaOffer? {
        try known(session, .setReceived(streams))
        return state.withLock { $0.receivers[session]?.want(streams) }
    }

    func acceptAnswer(
        session: SessionID,
        revision: Int,
        answer: [UInt8]
    ) async throws(MediaPlaneError) -> MediaOffer? {
        let text = String(decoding: answer, as: UTF8.self)
        try known(session, .acceptAnswer(revision: revision, answer: text))
        if let error = state.withLock(\.answer) { throw error }
        let next = state.withLock { state in
            Result { () throws(MediaPlaneError) in try state.receivers[session]?.accept(revision) }
        }
        return try next.get()
    }

    func restartReceiver(session: SessionID) async throws(MediaPlaneError) -> MediaOffer {
        try known(session, .restartReceiver)
        guard let offer = state.withLock({ $0.receivers[session]?.offer(restartsICE: true) }) else {
            throw .noSuchSession
        }
        return offer
    }

    func setProgramme(
        _ programme: BroadcastID,
        onAir: BroadcastID?,
        standby: [BroadcastID],
        held: [BroadcastID: MediaTracks]
    ) async throws(MediaPlaneError) {
        let held = held.filter { !$0.value.isEmpty }
        state.withLock { state in
            state.calls.append(.setProgramme(programme, onAir: onAir, standby: standby, held: held))
        }
    }

    func setHeld(_ held: [BroadcastID: MediaTracks], programme: BroadcastID) async {
        state.withLock { $0.calls.append(.setProgrammeHeld(programme, held)) }
    }

    func setHeld(_ held: [BroadcastID: MediaTracks], session: SessionID) async {
        state.withLock { state in
            state.calls.append(.setHeld(held))
            if state.sessions[session] != nil { state.held[session] = held }
        }
    }

    func trickle(session: SessionID, fragment: [UInt8]) async throws(MediaPlaneError) {
        try known(session, .trickle(fragment: String(decoding: fragment, as: UTF8.self)))
        if let error = state.withLock(\.trickle) {
            throw error
        }
    }

    func restart(session: SessionID, fragment: [UInt8]) async throws(MediaPlaneError) -> MediaRestart? {
        try known(session, .restart(fragment: String(decoding: fragment, as: UTF8.self)))
        return try state.withLock(\.restart).get()
    }

    func close(session: SessionID) async {
        state.withLock { $0.calls.append(.close) }
        end(session, .closed)
    }

    func statistics() async -> MediaStatistics {
        state.withLock { state in
            state.statisticsCount += 1
            return state.statistics
        }
    }

    private func known(_ session: SessionID, _ call: Call) throws(MediaPlaneError) {
        let isKnown = state.withLock { state in
            state.calls.append(call)
            return state.sessions[session] != nil
        }
        guard isKnown else { throw .noSuchSession }
    }
}

extension ScriptedMediaPlane.State {
    /// The publisher `session` is connected and takes over its broadcasts.
    ///
    /// - Returns: the sessions that have nothing left to publish.
    fileprivate mutating func connect(_ session: SessionID) -> [SessionID] {
        connected.insert(session)
        var replaced: [SessionID] = []
        for broadcast in sessions[session] ?? [] {
            guard let old = publishers.updateValue(session, forKey: broadcast), old != session else {
                continue
            }
            sessions[old]?.removeAll { $0 == broadcast }
            if sessions[old]?.isEmpty == true { replaced.append(old) }
        }
        return replaced
    }
}

// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import RTP
import SDP
import Transport

/// One thread of the load: an event loop and the peers on it.
actor LoadLoop: LoopActor {
    /// How often viewers look at what is missing.
    private static let tickMilliseconds = 20
    /// Each viewer reports once in as many ticks, not all in the same one: once a second.
    private static let reportTicks = 50

    nonisolated let loop: EventLoop

    private let scenario: Scenario
    private let resources: LoadResources
    private let clock: NTPClock
    private let latency = LatencyLog()
    private var viewers: [Int: LoadViewer] = [:]
    private var publishers: [Int: LoadPublisher] = [:]
    private var left = ViewerTotals()
    private var timer: LoopTimer?
    private var ticks = 0
    /// When the broadcasters stopped; what is missing later is nobody's fault.
    private var mediaEnd: MonotonicTime?

    init(name: String, scenario: Scenario, resources: LoadResources) throws {
        self.scenario = scenario
        self.resources = resources
        loop = try EventLoop(name: name)
        loop.sendWithoutWindow()
        clock = NTPClock(
            wallNanosecondsSince1970: Int64(Date().timeIntervalSince1970 * 1e9),
            at: loop.currentTime()
        )
        loop.start()
    }

    // MARK: - Broadcasters

    /// Opens a broadcaster and gives its offer.
    func offerBroadcast(_ id: Int) async throws -> [UInt8] {
        let publisher = LoadPublisher(loop: loop, shape: SyntheticMedia.Shape(scenario), clock: clock)
        publishers[id] = publisher
        return try await open(publisher, LoadOffer.broadcaster(scenario))
    }

    /// Whether broadcasters send pictures.
    var hasVideo: Bool { scenario.hasVideo }

    /// Takes the answer to a broadcaster's offer.
    func acceptBroadcast(_ id: Int, answer: [UInt8]) throws {
        guard let publisher = publishers[id] else { throw LoadError.notOpen }
        publisher.streams = try publisher.transport.accept(answer).accepted.compactMap { section in
            publisher.transport.ssrc(of: section).flatMap { PublishedStream(section, ssrc: $0) }
        }
    }

    /// Whether a broadcaster is sending; throws once it failed.
    func isBroadcasting(_ id: Int) throws -> Bool {
        guard let publisher = publishers[id] else { throw LoadError.notOpen }
        if let reason = publisher.figures.closed { throw LoadError.noBroadcast(reason) }
        return publisher.isConnected
    }

    // MARK: - Viewers

    /// Makes a viewer. Its clock starts now.
    func beginViewer(_ id: Int) {
        viewers[id] = LoadViewer(
            loop: loop,
            id: id,
            scenario: scenario,
            verifies: scenario.verifies(id),
            latency: latency
        )
        guard timer == nil else { return }
        timer = loop.scheduleRepeating(milliseconds: Self.tickMilliseconds) { [unowned self] in
            assumeIsolated { $0.tick() }
        }
    }

    /// Opens a viewer and gives its offer.
    func offerViewer(_ id: Int) async throws -> [UInt8] {
        guard let viewer = viewers[id] else { throw LoadError.notOpen }
        return try await open(viewer, LoadOffer.viewer(scenario))
    }

    /// Takes the answer to a viewer's offer.
    func acceptViewer(_ id: Int, answer: [UInt8]) throws {
        guard let viewer = viewers[id] else { throw LoadError.notOpen }
        viewer.expect(try viewer.transport.accept(answer))
    }

    /// Opens a viewer by answering the server's offer; a transport that it had is closed.
    func answerViewer(_ id: Int, offer: [UInt8]) async throws -> [UInt8] {
        guard let viewer = viewers[id] else { throw LoadError.notOpen }
        viewer.renew()
        return try await withCheckedThrowingContinuation { continuation in
            viewer.transport.answer(offer, loop: loop, resources: resources, delegate: viewer) { result in
                if case .success(let answer) = result { viewer.expect(answer.plan) }
                continuation.resume(with: result.map(\.text))
            }
        }
    }

    /// Answers a further offer to a viewer that answered one.
    func answerViewer(_ id: Int, next offer: [UInt8], restartsICE: Bool) throws -> [UInt8] {
        guard let viewer = viewers[id] else { throw LoadError.notOpen }
        let (text, plan) = try viewer.transport.answer(next: offer, restartsICE: restartsICE)
        viewer.expect(plan)
        return text
    }

    /// Notes that a viewer is about to be ended.
    func leave(_ id: Int) {
        viewers[id]?.leave()
    }

    /// Ends a viewer; what it saw is kept in the totals.
    func endViewer(_ id: Int) {
        guard let viewer = viewers.removeValue(forKey: id) else { return }
        left.add(viewer.snapshot(mediaEnd ?? loop.currentTime()))
        viewer.transport.close()
    }

    /// Ends a viewer that the server did not let in.
    func refuseViewer(_ id: Int) {
        guard let viewer = viewers.removeValue(forKey: id) else { return }
        left.asked += 1
        left.refused += 1
        viewer.transport.close()
    }

    // MARK: - Looking at one viewer

    /// What comes from now on is also counted by stream and by second, viewer by viewer.
    func beginWindow() {
        let now = loop.currentTime()
        for viewer in viewers.values { viewer.beginWindow(now) }
    }

    /// What came to each viewer since ``beginWindow()``, all at the same moment so that they can be compared.
    func windowFigures() -> [Int: WindowFigures] {
        let now = loop.currentTime()
        return viewers.mapValues { $0.windowFigures(now) }
    }

    /// How many streams each viewer gets: those of which every track has brought something.
    func flowingStreams() -> [Int: Int] {
        viewers.mapValues(\.flowingStreams.count)
    }

    /// The relay says that a viewer is out of the room.
    func noteEjection(_ id: Int) {
        viewers[id]?.noteEjection(loop.currentTime())
    }

    /// Closes a viewer's transport; what it counted stays to be looked at.
    func closeViewer(_ id: Int) {
        viewers[id]?.leave()
        viewers[id]?.transport.close()
    }

    /// Stops a broadcaster and closes its transport.
    func closeBroadcast(_ id: Int) {
        publishers[id]?.stop()
        publishers[id]?.transport.close()
    }

    // MARK: - All

    /// What all viewers saw, those that left included.
    func viewerTotals() -> ViewerTotals {
        let now = mediaEnd ?? loop.currentTime()
        var totals = left
        for viewer in viewers.values { totals.add(viewer.snapshot(now)) }
        totals.joiningLatency = latency.joining
        totals.latency = latency.holding
        return totals
    }

    /// The latencies since the last call.
    func recentLatency() -> Histogram {
        latency.takeRecent()
    }

    /// All have joined: the steady state begins.
    func beginHold() {
        latency.beginHold()
    }

    /// What the broadcasters did.
    func publisherFigures() -> [PublisherFigures] {
        publishers.values.map(\.figures)
    }

    /// The broadcasters send no media any more, and stay.
    func fallSilent() {
        for publisher in publishers.values { publisher.fallSilent() }
    }

    /// Stops the broadcasters' media, so that what is on its way can arrive.
    func stopMedia() {
        for publisher in publishers.values { publisher.stop() }
    }

    /// The broadcasters have stopped: silence is no freeze from now on.
    func endMedia() {
        mediaEnd = loop.currentTime()
    }

    /// Closes everything; the loop can stop afterwards.
    func closeAll() {
        timer?.cancel()
        for id in Array(viewers.keys) { endViewer(id) }
        for publisher in publishers.values {
            publisher.stop()
            publisher.transport.close()
        }
        publishers.removeAll()
    }

    private func open(_ peer: some LoadPeer, _ offer: LoadOffer) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            peer.transport.open(offer, loop: loop, resources: resources, delegate: peer) {
                continuation.resume(with: $0)
            }
        }
    }

    private func tick() {
        ticks += 1
        let now = loop.currentTime()
        let part = ticks % Self.reportTicks
        for (id, viewer) in viewers {
            if scenario.loss > 0 { viewer.askAgain(now) }
            if id % Self.reportTicks == part { viewer.report() }
        }
    }
}

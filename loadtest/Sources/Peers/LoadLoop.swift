// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import RTP
import SDP
import Transport

/// One thread of the load: an event loop and the peers on it.
actor LoadLoop: LoopActor {
    nonisolated let loop: EventLoop

    private let plan: LoadPlan
    private let resources: LoadResources
    private let clock: NTPClock
    private var viewers: [Int: LoadViewer] = [:]
    private var publishers: [Int: LoadPublisher] = [:]
    private var left = ViewerTotals()
    private var reports: LoopTimer?

    init(name: String, plan: LoadPlan, resources: LoadResources) throws {
        self.plan = plan
        self.resources = resources
        loop = try EventLoop(name: name)
        clock = NTPClock(
            wallNanosecondsSince1970: Int64(Date().timeIntervalSince1970 * 1e9),
            at: loop.currentTime()
        )
        loop.start()
    }

    // MARK: - Broadcasters

    /// Opens a broadcaster and gives its offer.
    func offerBroadcast(_ id: Int) async throws -> [UInt8] {
        let offer = LoadOffer.broadcaster(plan.media)
        let publisher = LoadPublisher(loop: loop, shape: plan.media, clock: clock)
        publishers[id] = publisher
        return try await open(publisher, offer)
    }

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

    /// Opens a viewer and gives its offer. Its clock starts now.
    func offerViewer(_ id: Int) async throws -> [UInt8] {
        let viewer = LoadViewer(loop: loop)
        viewers[id] = viewer
        if reports == nil {
            reports = loop.scheduleRepeating(milliseconds: 1_000) { [unowned self] in
                assumeIsolated { $0.sendReports() }
            }
        }
        return try await open(viewer, LoadOffer.viewer(plan.media))
    }

    /// Takes the answer to a viewer's offer.
    func acceptViewer(_ id: Int, answer: [UInt8]) throws {
        guard let viewer = viewers[id] else { throw LoadError.notOpen }
        viewer.expect(try viewer.transport.accept(answer))
    }

    /// Notes that a viewer is about to be ended.
    func leave(_ id: Int) {
        viewers[id]?.leave()
    }

    /// Ends a viewer; what it saw is kept in the totals.
    func endViewer(_ id: Int) {
        guard let viewer = viewers.removeValue(forKey: id) else { return }
        left.add(viewer.snapshot)
        viewer.transport.close()
    }

    // MARK: - All

    /// What all viewers saw, those that left included.
    func viewerTotals() -> ViewerTotals {
        var totals = left
        for viewer in viewers.values { totals.add(viewer.snapshot) }
        return totals
    }

    /// What the broadcasters did.
    func publisherFigures() -> [PublisherFigures] {
        publishers.values.map(\.figures)
    }

    /// Stops the broadcasters' media, so that what is on its way can arrive.
    func stopMedia() {
        for publisher in publishers.values { publisher.stop() }
    }

    /// Closes everything; the loop can stop afterwards.
    func closeAll() {
        reports?.cancel()
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

    private func sendReports() {
        for viewer in viewers.values { viewer.report() }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP

/// A subscriber's worker's side of pipes: replicas of broadcasts whose publishers live elsewhere.
extension WorkerCore {
    /// Takes in what another worker's wake-up brought.
    func receive(_ batch: PipeBatch) {
        for event in batch.events {
            switch event {
            case .opened(let opening): didOpen(opening)
            case .began(let id, let publication): begin(replicas[id], publication)
            case .revised(let id, let publication): revise(replicas[id], publication)
            case .live(let id):
                replicas[id]?.inlet?.publication?.isLive = true
                replicas[id]?.didGoLive()
            case .ended(let id):
                replicas[id]?.inlet?.publication = nil
                replicas[id]?.endPublication(now: now)
            case .rtp(let id, let range, let arrival):
                guard let hosted = replicas[id] else { continue }
                hosted.receiveRTP(batch.bytes.span.extracting(range), now: arrival)
                didCollect(hosted)
            case .rtcp(let id, let range, let arrival):
                replicas[id]?.receiveRTCP(batch.bytes.span.extracting(range), now: arrival)
            }
        }
    }

    /// The subscriber that `keys` were opened for has come, and what it took is held by itself now.
    func arrived(for keys: [BroadcastKey]) {
        for key in keys {
            guard let hosted = broadcasts[key], let inlet = hosted.inlet, inlet.announced > 0 else {
                continue
            }
            inlet.announced -= 1
            forgetIfUnused(hosted)
        }
    }

    private func didOpen(_ opening: PipeOpening) {
        let hosted = hosted(opening.key)
        if let inlet = hosted.inlet, inlet.id == opening.pipe {
            inlet.openings = opening.openings
            inlet.announced += 1
            return
        }
        let inlet = PipeInlet(id: opening.pipe, home: opening.home, openings: opening.openings)
        // The home has moved here while the pipe was being opened.
        guard hosted.publisherCount == 0 || opening.takesHome else { return inlet.close() }
        inlet.announced = 1
        if let old = hosted.inlet { replicas[old.id] = nil }
        hosted.inlet = inlet
        replicas[opening.pipe] = hosted
        // If this was the home, it has no publishers any more, and feeds nobody.
        replacePublishers(of: hosted)
        for outlet in hosted.outlets { outlets[outlet.id] = nil }
        hosted.outlets = []
        if let publication = opening.publication { begin(hosted, publication) }
    }

    private func begin(_ hosted: HostedBroadcast?, _ publication: PipedPublication) {
        guard let hosted, let inlet = hosted.inlet else { return }
        inlet.publication = publication
        endSubscribers(holding: hosted.begin(publication.tracks, now: now))
    }

    private func revise(_ hosted: HostedBroadcast?, _ publication: PipedPublication) {
        guard let hosted, let inlet = hosted.inlet else { return }
        inlet.publication = publication
        endSubscribers(holding: hosted.revise(publication.tracks, now: now))
    }

    /// The broadcast of that name, whose home is here from now on.
    func claim(_ key: BroadcastKey) -> HostedBroadcast {
        let hosted = hosted(key)
        if let inlet = hosted.inlet {
            replicas[inlet.id] = nil
            hosted.inlet = nil
            hosted.endPublication(now: now)
            inlet.close()
        }
        return hosted
    }
}

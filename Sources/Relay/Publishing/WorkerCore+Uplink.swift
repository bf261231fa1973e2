// SPDX-License-Identifier: Apache-2.0

import Logging
import SDP

extension WorkerCore {
    /// Answers the offer of a publisher of several broadcasts: the first once candidates are gathered, later ones at
    /// once.
    func publish(
        _ streams: [OfferedStream],
        peer: PeerID,
        offer: [UInt8],
        done: @escaping (Result<RelayAnswer, RelayError>) -> Void
    ) {
        do throws(RelayError) {
            let offer = try Self.description(offer)
            switch peers[peer] {
            case .uplink(let uplink): done(.success(try uplink.accept(offer, streams)))
            case nil: try openUplink(streams, peer, offer, done)
            case .publisher, .subscriber, .undecided, .receiver: throw .unknownPeer
            }
        } catch {
            done(.failure(error))
        }
    }

    /// Bounds anew what an uplink may send; nothing happens if it is gone.
    func bound(_ streams: [OfferedStream], peer: PeerID) {
        if case .uplink(let uplink) = peers[peer] { uplink.bound(streams) }
    }

    private func openUplink(
        _ streams: [OfferedStream],
        _ peer: PeerID,
        _ offer: SessionDescription,
        _ done: @escaping (Result<RelayAnswer, RelayError>) -> Void
    ) throws(RelayError) {
        var intake = Intake(sessionID: .random(in: 1..<(1 << 62)), .relay)
        let agreement = try intake.agreement(on: offer, streams)
        guard case .start(let role) = agreement.transport else {
            preconditionFailure("a first offer starts the transport")
        }
        // It may be silent for as long as its streams are muted, so it must show otherwise that it lives.
        let session = try open(peer, consent: true, controlling: agreement.remote.isLite)
        let uplink = Uplink(session: session, intake: intake, core: self)
        admit(.uplink(uplink))
        uplink.carry(streams, in: agreement.streams)
        session.gather { [unowned self] result in
            do throws(RelayError) {
                let local = try result.get()
                guard peers[peer] != nil else { throw .unknownPeer }
                try session.start(agreement.remote, role)
                done(.success(uplink.answer(local)))
            } catch {
                discard(peer)
                done(.failure(error))
            }
        }
    }

    /// An uplink is keyed: its media counts from now on.
    func didConnect(uplink: Uplink) {
        let id = uplink.session.id
        logger.debug("publisher connected", metadata: ["peer.id": "\(id.logged)"])
        for publisher in uplink.publishers where isOutrun(publisher) {
            uplink.lose(publisher)
            if uplink.publishers.isEmpty { return end(id, .replaced) }
        }
        // Before the old ones' ends, so that the control plane never sees a broadcast without a publisher.
        report(.connected(id))
        watch(uplink)
        for publisher in uplink.publishers where publisher.hosted.current !== publisher {
            takeOver(publisher)
        }
    }

    /// Brings a broadcast in line with what its publisher agreed on anew.
    func revise(_ publisher: Publisher) {
        endSubscribers(holding: publisher.hosted.revise(now: now))
    }

    /// Ends `publisher`, whose broadcast somebody else publishes now; its uplink goes on with what it has besides.
    func replace(_ publisher: Publisher) {
        let id = publisher.session.id
        if case .uplink(let uplink) = peers[id] {
            uplink.lose(publisher)
            guard uplink.publishers.isEmpty else { return }
        }
        end(id, .replaced)
    }

    /// Ends whoever publishes, or is about to publish, a broadcast whose home is elsewhere now.
    func replacePublishers(of hosted: HostedBroadcast) {
        guard hosted.publisherCount > 0 else { return }
        for peer in Array(peers.values) {
            switch peer {
            case .publisher(let publisher):
                if publisher.hosted === hosted { replace(publisher) }
            case .uplink(let uplink):
                if let publisher = uplink.publishers.first(where: { $0.hosted === hosted }) {
                    replace(publisher)
                }
            case .subscriber, .undecided, .receiver: break
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

@testable import Relay

extension Stage {
    /// Has the relay offer these broadcasts to a new receiver, which answers.
    func openReceiver(_ names: String...) async throws -> TestReceiver {
        let receiver = receiver()
        let offer = try await relay.openReceiver(names.map(WantedStream.named), peer: receiver.id)
        try await answer(offer, receiver)
        return receiver
    }

    /// Has a receiver get these broadcasts and no others, and answer until there is nothing to say.
    func show(_ names: String..., to receiver: TestReceiver) async throws {
        try await answer(try await wish(names, receiver), receiver)
    }

    /// Has a receiver get these broadcasts and no others; the offer that it has not answered yet.
    func wish(_ names: [String], _ receiver: TestReceiver) async throws -> RelayOffer? {
        try await relay.setStreams(names.map(WantedStream.named), peer: receiver.id)
    }

    /// Lets a receiver answer an offer, and those that follow.
    func answer(_ offer: RelayOffer?, _ receiver: TestReceiver) async throws {
        var next = offer
        while let offer = next {
            next = try await relay.acceptAnswer(
                peer: receiver.id,
                revision: offer.revision,
                answer: try receiver.answer(offer)
            )
        }
    }

    /// Publishers of these broadcasts, whose media flows.
    func livePublishers(_ names: String...) async throws -> [TestPublisher] {
        var publishers: [TestPublisher] = []
        for name in names { publishers.append(try await livePublisher(as: name)) }
        return publishers
    }
}

extension WantedStream {
    /// A broadcast of the one room that most tests have, under its own name.
    static func named(_ name: String) -> WantedStream {
        WantedStream(.named(name), id: name)
    }
}

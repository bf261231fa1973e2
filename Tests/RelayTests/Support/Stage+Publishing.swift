// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Relay

extension Stage {
    /// A client that publishes these streams on one connection, and whose media flows.
    func liveUplink(_ names: String...) async throws -> TestUplink {
        let uplink = try uplink()
        for name in names { uplink.add(name) }
        try await offer(uplink)
        try await live(uplink, names)
        return uplink
    }

    /// Lets the relay answer a client's next offer; the answer.
    @discardableResult
    func offer(_ uplink: TestUplink) async throws -> RelayAnswer {
        let answer = try await relay.publish(uplink.offered, peer: uplink.id, offer: uplink.offer)
        try uplink.accept(answer)
        return answer
    }

    /// Waits until media of these streams has come.
    func live(_ uplink: TestUplink, _ names: [String]) async throws {
        for name in names {
            try await until { self.events.contains(.live(.named(name), uplink.id)) }
        }
    }

    /// Waits until a receiver has so many packets more of each track of these streams, all as they were sent.
    func advance(_ receiver: TestReceiver, _ names: String..., by count: Int = 10) async throws {
        for name in names {
            for stream in receiver.streams(name).prefix(2) { try await advance(stream, by: count) }
        }
    }
}

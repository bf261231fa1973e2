// SPDX-License-Identifier: Apache-2.0

@testable import Relay

extension Stage {
    /// As many ports in a row as nobody holds now, below those that the system gives out by itself.
    static func freePorts(_ count: UInt16) async throws -> ClosedRange<UInt16> {
        for _ in 0..<50 {
            let first = UInt16.random(in: 20_000..<30_000)
            let range = first...(first + count - 1)
            do {
                try await Stage.run(ports: range) { stage in
                    for name in range.map(String.init) {
                        let publisher = try stage.publisher()
                        _ = try await stage.relay.publish(
                            .named(name), peer: publisher.id, offer: publisher.offer
                        )
                    }
                }
                return range
            } catch is RelayError {
                continue
            }
        }
        throw Unexpected(what: "no free ports")
    }
}

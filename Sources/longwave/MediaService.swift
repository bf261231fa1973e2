// SPDX-License-Identifier: Apache-2.0

import Relay
import ServiceLifecycle

/// The media plane as a service: its workers run from the relay's making on, and stop when this does.
struct MediaService: Service {
    let relay: Relay

    func run() async {
        await cancelWhenGracefulShutdown {
            await relay.run()
        }
    }
}

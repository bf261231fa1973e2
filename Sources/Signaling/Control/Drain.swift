// SPDX-License-Identifier: Apache-2.0

import Logging
import ServiceLifecycle

/// The first to stop: refuses new sessions for a while, so that a load balancer sees it, while all else goes
/// on.
struct Drain: Service {
    let control: ControlPlane
    let period: Duration
    let logger: Logger

    func run() async throws {
        do {
            try await gracefulShutdown()
        } catch {
            return
        }
        await control.drain()
        logger.notice("draining", metadata: ["drain.seconds": "\(period.components.seconds)"])
        try? await Task.sleep(for: period)
    }
}

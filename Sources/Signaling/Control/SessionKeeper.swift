// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle

/// Watches over the sessions: takes the media plane's events, gives up those that don't connect, and ends all
/// of them when the service stops.
struct SessionKeeper: Service {
    let control: ControlPlane

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await control.consumeEvents() }
            group.addTask { await expire() }
            await waitForTheEnd()
            group.cancelAll()
        }
        await control.closeAll()
    }

    private func expire() async {
        while !Task.isCancelled {
            await control.expire()
            try? await Task.sleep(for: Limits.reapInterval)
        }
    }

    /// Until graceful shutdown or cancellation, whichever comes first.
    private func waitForTheEnd() async {
        try? await gracefulShutdown()
    }
}

// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle

/// Looks at the members' deadlines, and sends everybody away when the service stops, before their sockets go.
struct MemberKeeper: Service {
    let members: MemberService<Socket>

    func run() async throws {
        await cancelWhenGracefulShutdown { await members.run() }
    }
}

// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle

/// Looks at the members' deadlines and serves their media, and sends everybody away when the service stops, before
/// their sockets go.
struct MemberKeeper: Service {
    let members: MemberService<Socket>
    let plane: any MediaPlane
    let control: ControlPlane

    func run() async throws {
        let events = await control.otherEvents()
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await members.serveMedia(plane, events: events) }
                group.addTask { await control.consume(members.newsArrivals) { members.takeNews() } }
                await members.run()
                group.cancelAll()
            }
        }
    }
}

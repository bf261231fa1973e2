// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import LoadKit

@Suite struct LoadPlanTests {
    private func plan(_ change: (inout Scenario) -> Void) throws -> LoadPlan {
        var scenario = Scenario()
        change(&scenario)
        return LoadPlan(scenario, try TargetOptions.parse([]))
    }

    @Test func `viewers spread evenly over the broadcasts of all rooms`() throws {
        let plan = try plan {
            $0.rooms = 3
            $0.broadcasters = 2
        }
        #expect(plan.broadcasts.count == 6)
        #expect(plan.broadcasts.first == BroadcastName(room: "load-1", name: "broadcast-1"))
        #expect(plan.broadcasts.last == BroadcastName(room: "load-3", name: "broadcast-2"))
        let watched = Dictionary(grouping: 0..<60) { plan.broadcast(of: $0) }
        #expect(watched.values.allSatisfy { $0.count == 10 })
    }

    @Test func `a single room keeps its name`() throws {
        #expect(try plan { _ in }.broadcasts == [BroadcastName(room: "load", name: "broadcast-1")])
    }

    @Test func `the wanted fraction of viewers verifies, and one at least`() throws {
        let some = try plan { $0.verify = 0.05 }
        #expect((400...600).contains((0..<10_000).count { some.scenario.verifies($0) }))
        let none = try plan { $0.verify = 0 }
        #expect((0..<10_000).filter { none.scenario.verifies($0) } == [0])
        let all = try plan { $0.verify = 1 }
        #expect((0..<10_000).allSatisfy { all.scenario.verifies($0) })
    }

    @Test func `paths take the names`() {
        let name = BroadcastName(room: "a", name: "b")
        #expect(EndpointPaths.filled("/whip/{room}/{broadcast}", name) == "/whip/a/b")
        #expect(EndpointPaths.filled("/{broadcast}?in={room}", name) == "/b?in=a")
    }
}

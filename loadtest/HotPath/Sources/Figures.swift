// SPDX-License-Identifier: Apache-2.0

import CHotPath
import Transport

/// What one run measured, mostly per packet and viewer.
struct Figures: Sendable {
    /// More than this per packet and viewer is one that somebody put there, and not an array that grew once.
    private static let allocationsAllowed = 0.0005

    let options: Options
    /// Packets that left, all viewers together.
    let packets: Int
    let cpu: Int64
    private let user: Int64
    private let wall: Int64
    private let userInstructions: Int64
    private let kernelInstructions: Int64
    private let allocations: Int64

    /// Of reports and feedback, which are not the packet path.
    var upkeepAllocations: Int64 = 0
    /// Of bare EVP, as many packets.
    var bareCPU: Int64?
    /// Instructions of one wake-up counted one by one, and its packets.
    var userSteps: Int64?
    var stepped = 0
    var sending: SendStatistics?

    init(_ options: Options, packets: Int, _ before: CHotPath_Reading, _ after: CHotPath_Reading) {
        self.options = options
        self.packets = packets
        cpu = after.cpu - before.cpu
        user = after.user - before.user
        wall = after.wall - before.wall
        userInstructions = after.userInstructions - before.userInstructions
        kernelInstructions = after.kernelInstructions - before.kernelInstructions
        allocations = after.allocations - before.allocations
    }

    /// Whether the packet path asked for memory.
    var allocates: Bool { allocationsEach > Self.allocationsAllowed }

    private var allocationsEach: Double { each(allocations - upkeepAllocations) }

    private func each(_ value: Int64) -> Double { Double(value) / Double(packets) }

    /// What every run tells, by the name it has in JSON.
    private var values: [(name: String, value: Double, digits: Int)] {
        var values = [
            ("cpu", each(cpu), 1), ("user", each(user), 1), ("wall", each(wall), 1),
            ("perSecond", 1e9 / each(cpu), 0), ("allocations", allocationsEach, 4),
            ("upkeepAllocations", each(upkeepAllocations), 4),
        ]
        let counters = CHotPath_counters()
        if counters & 1 != 0 { values.append(("userInstructions", each(userInstructions), 1)) }
        if counters & 2 != 0 { values.append(("kernelInstructions", each(kernelInstructions), 1)) }
        if let userSteps {
            values += [("steps", Double(userSteps), 0), ("stepped", Double(stepped), 0)]
        }
        if let bareCPU {
            values += [("bare", each(bareCPU), 1), ("ratio", Double(cpu) / Double(bareCPU), 3)]
        }
        if let sending {
            values += [("calls", Double(sending.calls), 0), ("messages", Double(sending.messages), 0)]
            values += [("congested", Double(sending.congested), 0), ("failed", Double(sending.failed), 0)]
        }
        return values
    }

    /// One line.
    var json: String {
        let shape =
            "\"program\": \"longwave\", \"mode\": \"\(options.mode.rawValue)\", \"viewers\": \(options.viewers), "
            + "\"burst\": \(options.burst), \"bytes\": \(options.bytes), \"packets\": \(packets)"
        let rest = values.map { ", \"\($0.name)\": \(Self.decimal($0.value, $0.digits))" }
        return "{\(shape)\(rest.joined())}"
    }

    /// For people.
    var text: String {
        let title =
            "\(options.mode.rawValue): \(options.viewers) viewers, bursts of \(options.burst), \(options.bytes) bytes, "
            + "\(packets) packets; nanoseconds and the like per packet and viewer"
        let lines = values.map { name, value, digits in
            "  " + name + String(repeating: " ", count: 20 - name.count) + Self.decimal(value, digits)
        }
        return ([title] + lines).joined(separator: "\n")
    }

    private static func decimal(_ value: Double, _ digits: Int) -> String {
        var scale: Int64 = 1
        for _ in 0..<digits { scale *= 10 }
        let units = Int64((value * Double(scale)).rounded())
        guard digits > 0 else { return "\(units)" }
        let fraction = String(abs(units) % scale)
        let sign = units < 0 ? "-" : ""
        return "\(sign)\(abs(units) / scale)." + String(repeating: "0", count: digits - fraction.count)
            + fraction
    }
}

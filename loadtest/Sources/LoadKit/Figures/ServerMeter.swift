// SPDX-License-Identifier: Apache-2.0

import Foundation

/// CPU time, memory, threads and descriptors of a process on this machine, from proc(5).
struct ServerMeter: Sendable {
    /// The process at one moment.
    struct Reading: Sendable {
        /// User and system time since it started.
        var processorSeconds: Double
        var residentMiB: Double
        var threads: Int
        var descriptors: Int
    }

    let pid: Int

    /// Nil if there is no such process, or it is not ours to look at.
    func read() -> Reading? {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[end...].split(separator: " ")
        guard fields.count > 22, let user = Double(fields[12]), let system = Double(fields[13]),
            let threads = Int(fields[18]), let pages = Double(fields[22])
        else { return nil }
        let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
        return Reading(
            // Clock ticks are hundredths of a second on Linux.
            processorSeconds: (user + system) / 100,
            residentMiB: pages * 4_096 / 1_048_576,
            threads: threads,
            descriptors: descriptors ?? 0
        )
    }

    /// Processor seconds that all of the machine has worked since it started; nil if that can't be read.
    static func machineSeconds() -> Double? {
        guard let stat = try? String(contentsOfFile: "/proc/stat", encoding: .utf8) else { return nil }
        let fields = stat.prefix { $0 != "\n" }.split(separator: " ").dropFirst().map { Double($0) ?? 0 }
        guard fields.count > 6 else { return nil }
        // User, nice, system, and interrupts of both kinds: not idle, not waiting for a disk.
        return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6]) / 100
    }

    /// This process.
    static let own = ServerMeter(pid: Int(ProcessInfo.processInfo.processIdentifier))
}

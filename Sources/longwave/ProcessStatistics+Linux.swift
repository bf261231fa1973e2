// SPDX-License-Identifier: Apache-2.0

import Foundation
import Signaling

extension ProcessStatistics {
    /// What Linux says of this process (proc(5)); what can't be read is 0.
    static func current() -> ProcessStatistics {
        let status = lines("/proc/self/status")
        return ProcessStatistics(
            residentBytes: UInt64(number("VmRSS:", in: status)) * 1_024,
            openDescriptors: descriptorCount(),
            descriptorLimit: number("Max open files", in: lines("/proc/self/limits")),
            threads: number("Threads:", in: status),
            processorSeconds: processorSeconds()
        )
    }

    private static func descriptorCount() -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
    }

    private static func lines(_ path: String) -> [Substring] {
        let text = try? String(contentsOfFile: path, encoding: .utf8)
        return text?.split(separator: "\n").map { Substring($0) } ?? []
    }

    /// The first number after `label` in the line that begins with it.
    private static func number(_ label: String, in lines: [Substring]) -> Int {
        guard let line = lines.first(where: { $0.hasPrefix(label) }) else { return 0 }
        let words = line.dropFirst(label.count).split(whereSeparator: \.isWhitespace)
        return words.lazy.compactMap { Int($0) }.first ?? 0
    }

    /// User and system time: fields 14 and 15 of /proc/self/stat, in ticks of 1/100 s, counted behind the
    /// program's name, which may hold spaces.
    private static func processorSeconds() -> Double {
        guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return 0 }
        let fields = stat[end...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13])
        else { return 0 }
        return (user + system) / 100
    }
}

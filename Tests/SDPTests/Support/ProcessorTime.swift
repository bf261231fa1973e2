// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The time that the calling thread has had a processor, which a busy machine does not stretch.
enum ProcessorTime {
    /// The time that `work` takes; the kernel counts in ticks of up to 10 ms.
    static func measure(_ work: () -> Void) throws -> Duration {
        let start = try now()
        work()
        return try now() - start
    }

    /// Linux: the first number of schedstat is nanoseconds on a processor.
    private static func now() throws -> Duration {
        let text = try String(contentsOfFile: "/proc/thread-self/schedstat", encoding: .utf8)
        guard let nanoseconds = text.split(separator: " ").first.flatMap({ Int64($0) }) else {
            throw CocoaError(.fileReadCorruptFile)
        }
        return .nanoseconds(nanoseconds)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What the media plane counts, gathered at one moment. All totals are since the program's start.
public struct MediaStatistics: Sendable {
    /// Every broadcast that has a publisher or viewers, in no particular order.
    public var broadcasts: [BroadcastStatistics]
    /// One entry a worker, by index.
    public var workers: [WorkerStatistics]
    /// The whole process.
    public var process: ProcessStatistics

    /// The three parts.
    public init(
        broadcasts: [BroadcastStatistics] = [],
        workers: [WorkerStatistics] = [],
        process: ProcessStatistics = ProcessStatistics()
    ) {
        self.broadcasts = broadcasts
        self.workers = workers
        self.process = process
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The process's own figures; 0 where the system doesn't tell.
public struct ProcessStatistics: Sendable {
    /// Resident memory in bytes.
    public var residentBytes: UInt64
    /// Open file descriptors.
    public var openDescriptors: Int
    /// The limit of open file descriptors.
    public var descriptorLimit: Int
    /// Threads.
    public var threads: Int
    /// Processor time used, user and system, in seconds.
    public var processorSeconds: Double

    /// The process's figures.
    public init(
        residentBytes: UInt64 = 0,
        openDescriptors: Int = 0,
        descriptorLimit: Int = 0,
        threads: Int = 0,
        processorSeconds: Double = 0
    ) {
        self.residentBytes = residentBytes
        self.openDescriptors = openDescriptors
        self.descriptorLimit = descriptorLimit
        self.threads = threads
        self.processorSeconds = processorSeconds
    }
}

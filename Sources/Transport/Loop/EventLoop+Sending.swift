// SPDX-License-Identifier: Apache-2.0

/// What a loop tells about the datagrams that left it. Loop's thread only.
extension EventLoop {
    /// Counters of everything that left.
    public var sendStatistics: SendStatistics { datagrams.statistics }

    /// Told once, with the system's error number, when a path turns out not to take messages that the kernel cuts
    /// apart. May be set before the loop starts; nil it before the loop stops.
    public var pathDidRefuseSegments: ((Int32) -> Void)? {
        get { datagrams.pathDidRefuseSegments }
        set { datagrams.pathDidRefuseSegments = newValue }
    }
}

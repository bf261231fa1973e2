// SPDX-License-Identifier: Apache-2.0

internal import CShims

/// The process's memory, as the system sees it.
public enum HostMemory {
    /// Gives freed memory back to the system, which the allocator else keeps for later. Takes milliseconds.
    public static func release() {
        CShims_releaseMemory()
    }
}

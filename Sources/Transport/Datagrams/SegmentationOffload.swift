// SPDX-License-Identifier: Apache-2.0

internal import CShims
internal import Glibc

/// Whether the kernel cuts messages into datagrams for us (Linux 4.18 and later).
public enum SegmentationOffload {
    /// Found out once, by asking for it on a socket of our own. Without it each datagram is a message.
    public static let isAvailable: Bool = {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        return isTaken(by: descriptor)
    }()

    /// Whether a socket takes `UDP_SEGMENT`. An older kernel ignores it in a message, so only the option tells.
    static func isTaken(by descriptor: Int32) -> Bool {
        CShims_takesSegments(descriptor) == 1
    }
}

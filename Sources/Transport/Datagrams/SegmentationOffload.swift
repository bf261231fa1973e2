// SPDX-License-Identifier: Apache-2.0

internal import CShims

/// Whether the kernel cuts messages into datagrams for us (Linux 4.18 and later).
public enum SegmentationOffload {
    /// Found out once, by asking for it on a socket of our own. Without it each datagram is a message.
    public static let isAvailable = CShims_takesSegments() == 1
}

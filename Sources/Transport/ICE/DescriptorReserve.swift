// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Makes sure that a library which aborts without descriptors finds some.
///
/// GLib ends the process when a `GMainContext` gets neither eventfd nor pipe (`g_wakeup_new`, GLib 2.74), and each
/// agent has two contexts. A limit can't be asked how much of it is left, so as many descriptors as are needed, and
/// some for other threads, are taken and given back.
enum DescriptorReserve {
    /// - Throws: ``TransportError/noDescriptors(errno:)`` if fewer than `count` and the reserve are free.
    static func check(_ count: Int) throws(TransportError) {
        var taken: [Int32] = []
        defer { for descriptor in taken { close(descriptor) } }
        taken.reserveCapacity(count + TransportLimits.descriptorReserve)
        // The first shows whether the system as a whole has one left; copies of it count for the process alone.
        var next = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        while next >= 0 {
            taken.append(next)
            if taken.count >= count + TransportLimits.descriptorReserve { return }
            next = fcntl(taken[0], F_DUPFD_CLOEXEC, 0)
        }
        throw .noDescriptors(errno: errno)
    }
}

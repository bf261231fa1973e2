// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Room for bursts in a socket of ours: the system's default holds less than half a keyframe.
enum SocketBuffers {
    /// Asks for so many bytes, by default those of one peer's socket; 0 leaves the system's. Whoever may administer the network gets them;
    /// others get what `net.core.rmem_max` and `wmem_max` allow (socket(7)).
    static func enlarge(
        _ descriptor: Int32,
        receive: Int32 = TransportLimits.receiveBufferBytes,
        send: Int32 = TransportLimits.sendBufferBytes
    ) {
        ask(descriptor, SO_RCVBUF, force: SO_RCVBUFFORCE, receive)
        ask(descriptor, SO_SNDBUF, force: SO_SNDBUFFORCE, send)
    }

    private static func ask(_ descriptor: Int32, _ option: Int32, force: Int32, _ bytes: Int32) {
        guard bytes > 0 else { return }
        var bytes = bytes
        let length = socklen_t(MemoryLayout<Int32>.size)
        // SAFETY: the kernel reads a local value of that length during each call.
        if unsafe setsockopt(descriptor, SOL_SOCKET, force, &bytes, length) == 0 { return }
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, option, &bytes, length)
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import CUV

/// Watches one descriptor for readability. It doesn't own the descriptor: close the poll first. Loop's thread only.
final class LoopPoll: LoopHandle {
    let descriptor: Int32
    private var body: ((Int32) -> Void)?

    /// Starts to watch at once.
    ///
    /// - Parameters:
    ///   - loop: whose thread calls `body`.
    ///   - descriptor: open and nonblocking; libuv makes it so otherwise.
    ///   - body: called with the descriptor while it is readable or in error.
    /// - Throws: ``TransportError/loop(code:call:)``.
    init(loop: EventLoop, descriptor: Int32, _ body: @escaping (Int32) -> Void) throws(TransportError) {
        self.descriptor = descriptor
        self.body = body
        unsafe super.init(bytes: MemoryLayout<uv_poll_t>.size)
        let status = unsafe uv_poll_init(loop.uv, pointer(as: uv_poll_t.self), descriptor)
        guard status == 0 else { throw .loop(code: status, call: "uv_poll_init") }
        didOpen()
        let started = unsafe uv_poll_start(pointer(as: uv_poll_t.self), Int32(UV_READABLE.rawValue)) {
            handle, _, _ in
            guard let context = unsafe handle?.pointee.data else { return }
            unsafe Unmanaged<LoopPoll>.fromOpaque(context).takeUnretainedValue().fire()
        }
        guard started == 0 else {
            close()
            throw .loop(code: started, call: "uv_poll_start")
        }
    }

    override func close() {
        super.close()
        body = nil
    }

    private func fire() {
        body?(descriptor)
    }
}

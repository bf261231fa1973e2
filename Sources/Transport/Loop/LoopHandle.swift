// SPDX-License-Identifier: Apache-2.0

internal import CUV

/// A libuv handle of a loop and the memory it stands in, freed when libuv says that it is closed.
///
/// While open it keeps itself alive, because libuv may call it; ``close()`` ends that. Loop's thread only.
@safe class LoopHandle {
    private let memory: UnsafeMutableRawPointer
    private(set) var isOpen = false

    init(bytes: Int) {
        // SAFETY: freed in `deinit`, which can't run before the close callback released the handle's reference.
        unsafe memory = .allocate(byteCount: bytes, alignment: 16)
    }

    deinit {
        unsafe memory.deallocate()
    }

    /// The handle as libuv's general type.
    final var handle: UnsafeMutablePointer<uv_handle_t> {
        unsafe memory.assumingMemoryBound(to: uv_handle_t.self)
    }

    /// The memory as the handle's own type.
    final func pointer<Handle>(as type: Handle.Type) -> UnsafeMutablePointer<Handle> {
        unsafe memory.assumingMemoryBound(to: type)
    }

    /// To be called once, when libuv has initialised the handle.
    final func didOpen() {
        isOpen = true
        unsafe uv_handle_set_data(handle, Unmanaged.passRetained(self).toOpaque())
    }

    /// Ends the handle; no callback comes after it. Closing twice does nothing.
    func close() {
        guard isOpen else { return }
        isOpen = false
        unsafe uv_close(handle) { handle in
            guard let context = unsafe uv_handle_get_data(handle) else { return }
            // SAFETY: balances `didOpen`.
            unsafe Unmanaged<LoopHandle>.fromOpaque(context).release()
        }
    }
}

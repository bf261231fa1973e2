// SPDX-License-Identifier: Apache-2.0

/// An actor that lives on an event loop: its methods run on the loop's thread.
public protocol LoopActor: Actor {
    /// The loop; it must outlive the actor's last job, which it does if it is stored in it.
    nonisolated var loop: EventLoop { get }
}

extension LoopActor {
    /// The loop as the actor's executor.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        // SAFETY: the actor holds its loop, and a job holds its actor.
        unsafe UnownedSerialExecutor(ordinary: loop)
    }
}

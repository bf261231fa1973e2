// SPDX-License-Identifier: Apache-2.0

/// Why the control plane doesn't do what a client wants.
enum ControlPlaneError: Error, Equatable, Sendable {
    /// The rooms refuse it.
    case refused(RoomRefusal)
    /// The media plane refuses it.
    case media(MediaPlaneError)
    /// The relay is about to stop and takes nobody new.
    case draining
}

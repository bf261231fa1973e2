// SPDX-License-Identifier: Apache-2.0

/// What a client says, once it is whole.
enum IncomingMessage: Equatable {
    /// Valid UTF-8.
    case text([UInt8])
    case binary([UInt8])
    case ping([UInt8])
    case pong
    case close(CloseFrame)
}

// SPDX-License-Identifier: Apache-2.0

/// What a connection is for.
enum ConnectionPurpose: Sendable {
    /// Requests, which are read from here.
    case http(HTTPPipeline.AsyncChannel)
    /// A WebSocket, which lives in the channel's pipeline.
    case socket
}

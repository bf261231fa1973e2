// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

/// What is known of a request beside the request: the connection that it came on.
struct SignalingContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// Reads nothing more from the connection, so that it closes after the response: for a client whose body
    /// is too long or too slow to be read to its end.
    func refuseRest() {
        channel.close(mode: .input, promise: nil)
    }
}

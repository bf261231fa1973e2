// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Transport

/// A peer of the load: whatever its part, it negotiates by its transport and hears what comes.
protocol LoadPeer: PeerTransportDelegate {
    /// Its way to the server, once opened.
    var transport: LoadTransport { get }
}

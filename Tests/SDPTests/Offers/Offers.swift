// SPDX-License-Identifier: Apache-2.0

import SDP

/// Offers of real clients, as they came; each says from whom.
enum Offers {
    /// All of them, for what must hold for any.
    static let all = publishers + subscribers
    /// What clients send that have media.
    static let publishers = [
        chromiumPublish, chromiumSimulcast, firefoxPublish, aiortcPublish, gstreamerPublish, ffmpegPublish,
        ffmpegVideoOnly, obsPublish,
    ]
    /// What clients send that want media.
    static let subscribers = [chromiumSubscribe, firefoxSubscribe, aiortcSubscribe]

    /// An offer, read.
    static func parsed(_ text: String) throws -> SessionDescription {
        try SessionDescription(parsing: Array(text.utf8))
    }
}

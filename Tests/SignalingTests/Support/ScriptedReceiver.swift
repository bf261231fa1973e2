// SPDX-License-Identifier: Apache-2.0

@testable import Signaling

/// A receiver of the ``ScriptedMediaPlane``: numbers its offers and collects wishes as the real one does, without SDP.
struct ScriptedReceiver: Sendable {
    private(set) var wanted: [ReceivedStream]
    private var offered: [ReceivedStream] = []
    private var revision = 0
    private var isOpen = false

    init(wanted: [ReceivedStream]) {
        self.wanted = wanted
    }

    /// The next offer, whatever is open.
    mutating func offer(restartsICE: Bool = false) -> MediaOffer {
        revision += 1
        isOpen = true
        offered = wanted
        return MediaOffer(
            revision: revision,
            sdp: "v=0\r\ns=offer \(revision)\r\n",
            restartsICE: restartsICE,
            streams: wanted.enumerated().map { MediaOffer.Stream(id: $0.element.id, mids: ["\($0.offset)"]) }
        )
    }

    /// A new wish; the offer that follows from it.
    mutating func want(_ streams: [ReceivedStream]) -> MediaOffer? {
        wanted = streams
        return isOpen || isOffered ? nil : offer()
    }

    /// An answer; the offer that follows from what was collected.
    mutating func accept(_ answered: Int) throws(MediaPlaneError) -> MediaOffer? {
        guard isOpen, answered == revision else { throw .staleAnswer }
        isOpen = false
        return isOffered ? nil : offer()
    }

    /// Whether nothing but pauses changed since the last offer.
    private var isOffered: Bool { wanted.map(\.unpaused) == offered.map(\.unpaused) }
}

extension ReceivedStream {
    fileprivate var unpaused: ReceivedStream {
        ReceivedStream(broadcast, id: id, audio: audio, video: video)
    }
}

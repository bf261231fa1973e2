// SPDX-License-Identifier: Apache-2.0

/// An offer of ours to a session that receives.
public struct MediaOffer: Sendable, Equatable {
    /// A stream that the offer announces.
    public struct Stream: Sendable, Equatable {
        /// Its name, as in ``ReceivedStream/id``.
        public var id: String
        /// The `mid` of each of its tracks' transceivers.
        public var mids: [String]

        /// A stream in these m-lines.
        public init(id: String, mids: [String]) {
            self.id = id
            self.mids = mids
        }
    }

    /// The offer's number in its session, from 1; the answer names it.
    public var revision: Int
    /// The offer, complete with all candidates; at most about 100,000 bytes.
    public var sdp: String
    /// Whether it restarts ICE.
    public var restartsICE: Bool
    /// All streams that are received from now on, those that were before included.
    public var streams: [Stream]
    /// The names of streams that are published and wanted and have no m-line: 64 are all there are.
    public var leftOut: [String]

    /// An offer.
    public init(
        revision: Int,
        sdp: String,
        restartsICE: Bool = false,
        streams: [Stream] = [],
        leftOut: [String] = []
    ) {
        self.revision = revision
        self.sdp = sdp
        self.restartsICE = restartsICE
        self.streams = streams
        self.leftOut = leftOut
    }
}

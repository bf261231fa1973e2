// SPDX-License-Identifier: Apache-2.0

/// A description inside a Janus message (its API calls it JSEP).
struct JanusDescription: Codable, Sendable {
    let type: String
    let sdp: String
    /// False: all candidates are in the description.
    var trickle: Bool? = false
}

/// A request to Janus's HTTP API.
struct JanusRequest: Encodable, Sendable {
    let janus: String
    let transaction: String
    var plugin: String?
    var body: VideoRoomRequest?
    var jsep: JanusDescription?
}

/// What the VideoRoom plugin is asked; each request uses some of the fields.
struct VideoRoomRequest: Encodable, Sendable {
    /// One publisher's streams, all of them.
    struct Feed: Encodable, Sendable {
        let feed: UInt64
    }

    let request: String
    var room: UInt64?
    var ptype: String?
    var streams: [Feed]?
    /// Publishers that a room takes.
    var publishers: Int?
    /// Bits per second that publishers are held to; 0 for no bound.
    var bitrate: Int?
    /// Seconds between keyframe requests that no viewer caused; 0 for none.
    var firFrequency: Int?
    var audiocodec: String?
    var videocodec: String?

    private enum CodingKeys: String, CodingKey {
        case request, room, ptype, streams, publishers, bitrate, audiocodec, videocodec
        case firFrequency = "fir_freq"
    }
}

/// A reply or an event of Janus; each kind uses some of the fields.
struct JanusReply: Decodable, Sendable {
    struct Named: Decodable, Sendable {
        let id: UInt64
    }
    struct Failure: Decodable, Sendable {
        let code: Int
        let reason: String
    }
    struct Plugin: Decodable, Sendable {
        let data: VideoRoomReply
    }

    /// `success`, `ack`, `event`, `error`, `keepalive`, `webrtcup`, …
    let janus: String
    let transaction: String?
    let data: Named?
    let error: Failure?
    let plugindata: Plugin?
    let jsep: JanusDescription?
}

/// What the VideoRoom plugin says.
struct VideoRoomReply: Decodable, Sendable {
    let videoroom: String?
    /// Of a publisher that joined.
    let id: UInt64?
    let error: String?
}

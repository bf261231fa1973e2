// SPDX-License-Identifier: Apache-2.0

/// A load: how many broadcasters and viewers, of what media, for how long. See ``ScenarioField`` for bounds and texts.
struct Scenario: Codable, Equatable, Sendable {
    /// Of the file it came from; for the report.
    var name = "defaults"
    var rooms = 1
    /// In each room.
    var broadcasters = 1
    /// In all rooms together.
    var viewers = 200
    /// Viewers per second.
    var ramp = 50
    /// Viewers that join on top, a third into the hold, within ``stormSeconds``.
    var storm = 0
    var stormSeconds = 2
    /// Viewers per second.
    var churn = 0
    /// Seconds.
    var hold = 30
    /// Of a broadcaster's video, in bits per second.
    var bitrate = 2_500_000
    var framesPerSecond = 30
    /// RTP payload bytes of a full video packet.
    var packetBytes = 1_160
    /// How much faster than the bitrate a frame's packets leave; 0: all at once.
    var pacing = 0.0
    /// Seconds between keyframes that nobody asked for.
    var keyframeInterval = 10
    var audioOnly = false
    var videoOnly = false
    /// Broadcasters fall silent before viewers join.
    var idle = false
    /// Percent of the packets that a viewer throws away before it counts.
    var loss = 0.0
    var profile = SRTPChoice.any
    /// The fraction of viewers that decrypt and check every byte.
    var verify = 0.05

    /// Whether broadcasters send pictures.
    var hasVideo: Bool { !audioOnly && bitrate > 0 }

    /// Whether broadcasters send sound.
    var hasAudio: Bool { !videoOnly || !hasVideo }

    /// Whether a viewer decrypts and checks all it gets: the first does, and a fraction of the others, drawn by their numbers.
    func verifies(_ viewer: Int) -> Bool {
        guard viewer > 0 else { return true }
        var draw = SplitMix64(seed: UInt64(viewer))
        return draw.fraction() < verify
    }

    /// Takes a field's value.
    ///
    /// - Throws: what is wrong with the value, in one line.
    mutating func set(_ field: ScenarioField, _ value: ScenarioValue) throws(ScenarioError) {
        switch field {
        case .rooms: rooms = try field.integer(value, 1...1_000)
        case .broadcasters: broadcasters = try field.integer(value, 0...100)
        case .viewers: viewers = try field.integer(value, 0...20_000)
        case .ramp: ramp = try field.integer(value, 1...10_000)
        case .storm: storm = try field.integer(value, 0...20_000)
        case .stormSeconds: stormSeconds = try field.integer(value, 1...3_600)
        case .churn: churn = try field.integer(value, 0...1_000)
        case .hold: hold = try field.integer(value, 1...86_400)
        case .bitrate: bitrate = try field.bitrate(value, 50_000...50_000_000)
        case .framesPerSecond: framesPerSecond = try field.integer(value, 1...120)
        case .packetBytes: packetBytes = try field.integer(value, 200...1_200)
        case .pacing: pacing = try field.number(value, 0...100)
        case .keyframeInterval: keyframeInterval = try field.integer(value, 1...3_600)
        case .audioOnly: audioOnly = try field.toggle(value)
        case .videoOnly: videoOnly = try field.toggle(value)
        case .idle: idle = try field.toggle(value)
        case .loss: loss = try field.number(value, 0...50)
        case .profile: profile = try field.profile(value)
        case .verify: verify = try field.number(value, 0...1)
        }
    }
}

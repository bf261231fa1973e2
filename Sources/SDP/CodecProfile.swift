// SPDX-License-Identifier: Apache-2.0

/// The part of an `a=fmtp` that decides whether a stream fits a receiver.
///
/// The stream is trusted, not the profile it is advertised with: encoders announce one profile and send
/// another. So only what a receiver could not undo is compared; an equal profile is merely preferred.
enum CodecProfile: Equatable {
    /// RFC 6184 §8.1: how NAL units are packed, and `profile_idc` with `profile_iop`.
    case h264(mode: Int, profile: String)
    /// RFC 9628 §6: bit depth and sampling.
    case vp9(profile: Int)
    /// The AV1 RTP specification §7.2: a receiver of a profile takes the lower ones too.
    case av1(profile: Int)
    /// RFC 7798 §7.1: the general profile.
    case h265(profile: Int)
    /// Codecs without profiles.
    case plain

    init(_ name: String, _ parameters: String) {
        let parameters = FormatParameters(parameters)
        let number = { (key: String, missing: Int) in parameters[key].map { Int($0) ?? -1 } ?? missing }
        switch name.lowercased() {
        case "h264":
            // RFC 6184 §8.1: without the parameter, mode 0 and the Baseline profile.
            let level = parameters["profile-level-id"]?.lowercased() ?? "42000a"
            self = .h264(mode: number("packetization-mode", 0), profile: String(level.prefix(4)))
        case "vp9": self = .vp9(profile: number("profile-id", 0))
        case "av1": self = .av1(profile: number("profile", 0))
        case "h265": self = .h265(profile: number("profile-id", 1))
        default: self = .plain
        }
    }

    /// Whether we can relay it at all: everything but interleaved H.264.
    var isRelayed: Bool {
        guard case .h264(let mode, _) = self else { return true }
        return mode == 0 || mode == 1
    }

    /// How well this stream fits a receiver, higher is better; nil if not at all.
    func rank(in receiver: CodecProfile) -> Int? {
        switch (self, receiver) {
        case (.h264(let mode, let profile), .h264(let theirMode, let theirProfile)):
            // RFC 6184 §6.3: whoever takes mode 1 takes the single NAL units of mode 0, not the reverse.
            guard mode == theirMode || (mode == 0 && theirMode == 1) else { return nil }
            return (mode == theirMode ? 2 : 0) + (profile == theirProfile ? 1 : 0)
        case (.vp9(let profile), .vp9(let theirs)): return profile == theirs ? 1 : nil
        case (.av1(let profile), .av1(let theirs)):
            return profile <= theirs ? (profile == theirs ? 1 : 0) : nil
        case (.h265(let profile), .h265(let theirs)): return profile == theirs ? 1 : 0
        case (.plain, .plain): return 0
        default: return nil
        }
    }

    /// Our `a=fmtp` toward a publisher: its own, so that it sends what it proposed.
    ///
    /// `sprop-…` speaks of the sender's own stream and is not ours to repeat (RFC 6184 §8.2.2). For Opus,
    /// who announces stereo is asked for stereo (RFC 7587 §7.1), or else it would be mixed down.
    static func parametersForPublisher(_ name: String, _ offered: String) -> String {
        var parameters = FormatParameters(offered)
        if name.matches("opus") {
            if parameters["sprop-stereo"] == "1", parameters["stereo"] == nil { parameters["stereo"] = "1" }
        } else {
            parameters.removeAll(prefix: "sprop-")
        }
        return parameters.text
    }

    /// Our `a=fmtp` toward a subscriber: its own, with what it should know of the publisher's Opus.
    static func parametersForSubscriber(_ name: String, offered: String, publisher: String) -> String {
        var parameters = FormatParameters(offered)
        guard name.matches("opus") else {
            parameters.removeAll(prefix: "sprop-")
            return parameters.text
        }
        let source = FormatParameters(publisher)
        for key in opusParameters {
            if let value = source[key] { parameters[key] = value }
        }
        return parameters.text
    }

    /// RFC 7587 §6.1: the parameters that describe the stream rather than the receiver's wishes.
    private static let opusParameters = [
        "stereo", "sprop-stereo", "useinbandfec", "maxplaybackrate", "sprop-maxcapturerate", "usedtx", "cbr",
    ]
}

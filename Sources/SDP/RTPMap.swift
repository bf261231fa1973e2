// SPDX-License-Identifier: Apache-2.0

/// What a payload type stands for: `a=rtpmap` (RFC 8866 §6.6) or the static table (RFC 3551 §6).
struct RTPMap: Equatable {
    var name: String
    var clockRate: UInt32
    var channels: Int

    init(_ name: String, clockRate: UInt32, channels: Int = 1) {
        self.name = name
        self.clockRate = clockRate
        self.channels = channels
    }

    /// Reads `opus/48000/2`.
    init?(text: Substring) {
        let parts = text.trimmed.fields(separatedBy: .slash)
        guard parts.count >= 2, parts[0].isVisibleASCII, let clockRate = UInt32(parts[1]) else { return nil }
        self.init(String(parts[0]), clockRate: clockRate)
        guard parts.count > 2 else { return }
        guard let channels = UInt8(parts[2]) else { return nil }
        self.channels = Int(channels)
    }

    /// The static types that we relay.
    static func fixed(_ payloadType: UInt8) -> RTPMap? {
        switch payloadType {
        case 0: RTPMap("PCMU", clockRate: 8_000)
        case 8: RTPMap("PCMA", clockRate: 8_000)
        case 9: RTPMap("G722", clockRate: 8_000)
        default: nil
        }
    }
}

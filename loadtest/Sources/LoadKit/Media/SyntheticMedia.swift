// SPDX-License-Identifier: Apache-2.0

import RTP

/// A broadcaster's stream without a camera: VP8 and Opus packets of the right sizes at the right times.
///
/// The pictures can't be shown, but each packet looks to a relay like a real one: payload descriptor, picture id,
/// keyframe bit, marker. Behind the descriptor each payload carries a ``PayloadStamp``.
struct SyntheticMedia {
    /// How much of what.
    struct Shape: Sendable {
        /// Of the video, in bits per second; 0 for none.
        let bitrate: Int
        let framesPerSecond: Int
        /// RTP payload bytes of a full packet.
        let packetBytes: Int
        let keyframeSeconds: Int

        init(_ scenario: Scenario) {
            bitrate = scenario.hasVideo ? scenario.bitrate : 0
            framesPerSecond = scenario.framesPerSecond
            packetBytes = scenario.packetBytes
            keyframeSeconds = scenario.keyframeInterval
        }

        /// Bytes of an ordinary frame.
        var frameBytes: Int { bitrate / 8 / framesPerSecond }
    }

    /// One packet to send.
    struct Packet {
        let isVideo: Bool
        let marker: Bool
        /// In units of the codec's clock.
        let timestamp: UInt32
        let payload: [UInt8]
    }

    /// A keyframe's size as a multiple of an ordinary frame.
    private static let keyframeFactor = 4
    private static let audioBytes = 120
    private static let audioMilliseconds: Int64 = 20

    private let shape: Shape
    private let start: MonotonicTime
    private var frames: Int64 = 0
    private var audioFrames: Int64 = 0
    private var keyframeAsked = true
    private var pictureID: UInt16 = 1
    /// Of the last packet: each has its own, a nanosecond later at least.
    private var lastStamp = MonotonicTime(nanoseconds: 0)

    init(_ shape: Shape, start: MonotonicTime) {
        self.shape = shape
        self.start = start
    }

    /// The next frame will be a keyframe.
    mutating func requestKeyframe() {
        keyframeAsked = true
    }

    /// The packets of all frames that are due at `now`.
    mutating func due(_ now: MonotonicTime) -> [Packet] {
        var packets: [Packet] = []
        let elapsed = now.milliseconds(since: start)
        while audioFrames * Self.audioMilliseconds <= elapsed {
            packets.append(audioPacket(now))
            audioFrames += 1
        }
        guard shape.bitrate > 0 else { return packets }
        while frames * 1_000 <= elapsed * Int64(shape.framesPerSecond) {
            appendFrame(to: &packets, now)
            frames += 1
        }
        return packets
    }

    private mutating func audioPacket(_ now: MonotonicTime) -> Packet {
        var payload = [UInt8](repeating: 0, count: Self.audioBytes)
        // RFC 6716 §3.1: a stereo CELT frame of 20 ms, full band.
        payload[0] = 0xFC
        PayloadStamp.write(stamp(now), into: &payload, at: PayloadStamp.audioOffset)
        return Packet(
            isVideo: false,
            marker: audioFrames == 0,
            timestamp: UInt32(truncatingIfNeeded: audioFrames * 48 * Self.audioMilliseconds),
            payload: payload
        )
    }

    private mutating func appendFrame(to packets: inout [Packet], _ now: MonotonicTime) {
        let isKeyframe = keyframeAsked || frames % Int64(shape.keyframeSeconds * shape.framesPerSecond) == 0
        keyframeAsked = false
        var remaining = shape.frameBytes * (isKeyframe ? Self.keyframeFactor : 1)
        var isFirst = true
        repeat {
            let size = min(max(remaining, 64), shape.packetBytes)
            remaining -= size
            packets.append(
                Packet(
                    isVideo: true,
                    marker: remaining <= 0,
                    timestamp: UInt32(truncatingIfNeeded: frames * 90_000 / Int64(shape.framesPerSecond)),
                    payload: videoPayload(size: size, isFirst: isFirst, isKeyframe: isKeyframe, now)
                )
            )
            isFirst = false
        } while remaining > 0
        pictureID = (pictureID + 1) & 0x7FFF
    }

    /// RFC 7741 §4.2: X and I set, a picture id of 15 bits; then the frame tag of RFC 6386 §9.1.
    private mutating func videoPayload(
        size: Int, isFirst: Bool, isKeyframe: Bool, _ now: MonotonicTime
    ) -> [UInt8] {
        var payload = [UInt8](repeating: 0, count: size)
        payload[0] = isFirst ? 0x90 : 0x80
        payload[1] = 0x80
        payload[2] = 0x80 | UInt8(truncatingIfNeeded: pictureID >> 8)
        payload[3] = UInt8(truncatingIfNeeded: pictureID)
        payload[4] = isFirst && isKeyframe ? 0x10 : 0x11
        PayloadStamp.write(stamp(now), into: &payload, at: PayloadStamp.videoOffset)
        return payload
    }

    private mutating func stamp(_ now: MonotonicTime) -> MonotonicTime {
        lastStamp = max(now, MonotonicTime(nanoseconds: lastStamp.nanoseconds + 1))
        return lastStamp
    }
}

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
        /// How much faster than the bitrate a frame's packets leave; 0: all at once.
        let pacing: Double

        init(_ scenario: Scenario) {
            bitrate = scenario.hasVideo ? scenario.bitrate : 0
            framesPerSecond = scenario.framesPerSecond
            packetBytes = scenario.packetBytes
            keyframeSeconds = scenario.keyframeInterval
            pacing = scenario.pacing
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

    /// What of a frame has not left.
    private struct Frame {
        let isKeyframe: Bool
        let timestamp: UInt32
        let pictureID: UInt16
        var remaining: Int
        var isFirst = true
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
    private var pictureID: UInt16 = 0
    /// Of the last packet: each has its own, a nanosecond later at least.
    private var lastStamp = MonotonicTime(nanoseconds: 0)
    /// Frames whose packets have not all left, the oldest first.
    private var leaving: [Frame] = []
    private var pacer: Pacer

    init(_ shape: Shape, start: MonotonicTime) {
        self.shape = shape
        self.start = start
        pacer = Pacer(bytesPerSecond: shape.pacing * Double(shape.bitrate) / 8)
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
            leaving.append(nextFrame())
            frames += 1
        }
        while !leaving.isEmpty, pacer.mayLeave(now) {
            let packet = nextPacket(now)
            pacer.left(packet.payload.count, now)
            packets.append(packet)
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

    private mutating func nextFrame() -> Frame {
        let isKeyframe = keyframeAsked || frames % Int64(shape.keyframeSeconds * shape.framesPerSecond) == 0
        keyframeAsked = false
        pictureID = (pictureID + 1) & 0x7FFF
        return Frame(
            isKeyframe: isKeyframe,
            timestamp: UInt32(truncatingIfNeeded: frames * 90_000 / Int64(shape.framesPerSecond)),
            pictureID: pictureID,
            remaining: shape.frameBytes * (isKeyframe ? Self.keyframeFactor : 1)
        )
    }

    /// The next packet of the oldest frame that is leaving.
    private mutating func nextPacket(_ now: MonotonicTime) -> Packet {
        let frame = leaving[0]
        let size = min(max(frame.remaining, 64), shape.packetBytes)
        let isLast = frame.remaining <= size
        if isLast {
            leaving.removeFirst()
        } else {
            leaving[0].remaining -= size
            leaving[0].isFirst = false
        }
        return Packet(
            isVideo: true,
            marker: isLast,
            timestamp: frame.timestamp,
            payload: videoPayload(frame, size: size, now)
        )
    }

    /// RFC 7741 §4.2: X and I set, a picture id of 15 bits; then the frame tag of RFC 6386 §9.1.
    private mutating func videoPayload(_ frame: Frame, size: Int, _ now: MonotonicTime) -> [UInt8] {
        var payload = [UInt8](repeating: 0, count: size)
        payload[0] = frame.isFirst ? 0x90 : 0x80
        payload[1] = 0x80
        payload[2] = 0x80 | UInt8(truncatingIfNeeded: frame.pictureID >> 8)
        payload[3] = UInt8(truncatingIfNeeded: frame.pictureID)
        payload[4] = frame.isFirst && frame.isKeyframe ? 0x10 : 0x11
        PayloadStamp.write(stamp(now), into: &payload, at: PayloadStamp.videoOffset)
        return payload
    }

    /// Whether an intact video payload is a keyframe's first: RFC 7741 §4.2, the S bit; RFC 6386 §9.1, bit 0.
    static func beginsKeyframe(_ payload: Span<UInt8>) -> Bool {
        payload.count > 4 && payload[0] & 0x10 != 0 && payload[4] & 1 == 0
    }

    private mutating func stamp(_ now: MonotonicTime) -> MonotonicTime {
        lastStamp = max(now, MonotonicTime(nanoseconds: lastStamp.nanoseconds + 1))
        return lastStamp
    }
}

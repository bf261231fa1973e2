// SPDX-License-Identifier: Apache-2.0
// From WebRTC statistics to the figures that people read.

const shortCodec = (report, stream) => report.get(stream?.codecId)?.mimeType.split("/")[1] ?? "";
const milliseconds = (seconds) => (seconds === undefined ? undefined : seconds * 1000);

function rtp(report, type, kind) {
  return [...report.values()].find((entry) => entry.type === type && entry.kind === kind);
}

function roundTrip(report) {
  const transport = [...report.values()].find((entry) => entry.type === "transport");
  const selected = report.get(transport?.selectedCandidatePairId);
  const pair = selected ?? [...report.values()].find((e) => e.type === "candidate-pair" && e.nominated && e.state === "succeeded");
  return milliseconds(pair?.currentRoundTripTime);
}

/** Turns running totals into rates per second between two readings. */
export class Rates {
  #before = new Map();

  /** The growth of `total` per second since the last reading under this name, or undefined. */
  of(name, total, timestamp) {
    if (total === undefined) return undefined;
    const before = this.#before.get(name);
    this.#before.set(name, { total, timestamp });
    if (!before || timestamp <= before.timestamp || total < before.total) return undefined;
    return ((total - before.total) * 1000) / (timestamp - before.timestamp);
  }
}

/** What a publisher sends. Rates need one `Rates` per session. */
export function sendingFigures(report, rates) {
  const video = rtp(report, "outbound-rtp", "video");
  const audio = rtp(report, "outbound-rtp", "audio");
  const remote = [rtp(report, "remote-inbound-rtp", "video"), rtp(report, "remote-inbound-rtp", "audio")];
  const bytes = (video?.bytesSent ?? 0) + (audio?.bytesSent ?? 0);
  const at = (video ?? audio)?.timestamp;
  return {
    bitrate: rates.of("bytes", bytes, at) * 8,
    framesPerSecond: video?.framesPerSecond ?? rates.of("frames", video?.framesEncoded, at),
    width: video?.frameWidth,
    height: video?.frameHeight,
    roundTrip: roundTrip(report) ?? milliseconds(remote.find((r) => r)?.roundTripTime),
    packetsSent: (video?.packetsSent ?? 0) + (audio?.packetsSent ?? 0),
    packetsLost: remote.reduce((sum, r) => sum + Math.max(0, r?.packetsLost ?? 0), 0),
    resent: video?.retransmittedPacketsSent,
    limitedBy: video?.qualityLimitationReason,
    keyframes: video?.keyFramesEncoded,
    keyframeRequests: (video?.pliCount ?? 0) + (video?.firCount ?? 0),
    codec: [shortCodec(report, video), shortCodec(report, audio)].filter(Boolean).join(" + "),
  };
}

/** What a player receives. */
export function receivingFigures(report, rates) {
  const video = rtp(report, "inbound-rtp", "video");
  const audio = rtp(report, "inbound-rtp", "audio");
  const bytes = (video?.bytesReceived ?? 0) + (audio?.bytesReceived ?? 0);
  const at = (video ?? audio)?.timestamp;
  const either = video?.packetsReceived ? video : audio;
  const emitted = either?.jitterBufferEmittedCount;
  return {
    bitrate: rates.of("bytes", bytes, at) * 8,
    framesPerSecond: video?.framesPerSecond ?? rates.of("frames", video?.framesDecoded, at),
    width: video?.frameWidth,
    height: video?.frameHeight,
    roundTrip: roundTrip(report),
    packetsReceived: (video?.packetsReceived ?? 0) + (audio?.packetsReceived ?? 0),
    videoPackets: video?.packetsReceived ?? 0,
    packetsLost: Math.max(0, video?.packetsLost ?? 0) + Math.max(0, audio?.packetsLost ?? 0),
    framesDecoded: video?.framesDecoded ?? 0,
    framesDropped: video?.framesDropped,
    keyframes: video?.keyFramesDecoded,
    freezes: video?.freezeCount,
    jitter: milliseconds(either?.jitter),
    buffer: emitted ? milliseconds(either.jitterBufferDelay / emitted) : undefined,
    audioEnergy: audio?.totalAudioEnergy,
    codec: [shortCodec(report, video), shortCodec(report, audio)].filter(Boolean).join(" + "),
  };
}

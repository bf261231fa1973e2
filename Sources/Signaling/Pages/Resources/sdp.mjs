// SPDX-License-Identifier: Apache-2.0
// The few things that the pages do to SDP text.

const field = (sdp, name) => sdp.match(new RegExp(`^a=${name}:(.*?)\\r?$`, "m"))?.[1] ?? "";

/** The ICE user name fragment of a description: it names an ICE generation. */
export const iceFragmentName = (sdp) => field(sdp, "ice-ufrag");

/**
 * Asks for Opus in stereo (RFC 7587 §6.1): Chromium decodes mono unless its own description says so.
 * `sender` adds that we send stereo too.
 */
export function askForStereo(sdp, sender = false) {
  const payloadType = sdp.match(/^a=rtpmap:(\d+) opus\/48000\/2/im)?.[1];
  if (!payloadType) return sdp;
  const line = new RegExp(`^(a=fmtp:${payloadType} .*?)\\r?$`, "m");
  return sdp.replace(line, (_, parameters) => {
    let text = parameters;
    if (!/[; ]stereo=1/.test(text)) text += ";stereo=1";
    if (sender && !/sprop-stereo=1/.test(text)) text += ";sprop-stereo=1";
    return `${text}\r`;
  });
}

/** An SDP fragment with the credentials and candidates of `sdp` (RFC 8840 §9, RFC 9725 §4.3.2). */
export function iceFragment(sdp, candidates = []) {
  const media = sdp.match(/^m=.*$/m)?.[0].trim() ?? "";
  const lines = [`a=ice-ufrag:${field(sdp, "ice-ufrag")}`, `a=ice-pwd:${field(sdp, "ice-pwd")}`];
  lines.push(media.replace(/^m=(\w+) \d+/, "m=$1 9"), `a=mid:${field(sdp, "mid")}`);
  lines.push(...candidates.map((candidate) => `a=${candidate.candidate}`));
  return `${lines.join("\r\n")}\r\n`;
}

/** The relay's description with the credentials and candidates of its answer to an ICE restart. */
export function withFragment(sdp, fragment) {
  const credentials = [`a=ice-ufrag:${field(fragment, "ice-ufrag")}`, `a=ice-pwd:${field(fragment, "ice-pwd")}`];
  const candidates = fragment.split(/\r?\n/).filter((l) => /^a=(candidate:|end-of-candidates)/.test(l));
  const [session, ...sections] = sdp.split(/\r\n(?=m=)/);
  const clean = (text) => text.split("\r\n").filter((l) => !/^a=(ice-ufrag|ice-pwd|candidate|end-of-candidates)/.test(l));
  const atSession = /^a=ice-ufrag/m.test(session);
  const parts = sections.map((section, index) => {
    const lines = clean(section).filter((l) => l !== "");
    if (!atSession) lines.push(...credentials);
    if (index === 0) lines.push(...candidates);
    return lines.join("\r\n");
  });
  const head = clean(session).filter((l) => l !== "");
  if (atSession) head.push(...credentials);
  return `${[head.join("\r\n"), ...parts].join("\r\n")}\r\n`;
}

/** The codec that a counter-offer wants to send for one kind of media, "H265" for instance. */
export function codecOffered(sdp, kind) {
  const section = sdp.split(/\r?\n(?=m=)/).find((part) => part.startsWith(`m=${kind}`)) ?? "";
  return section.match(/^a=rtpmap:\d+ ([\w-]+)\//m)?.[1] ?? "";
}

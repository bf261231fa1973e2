// SPDX-License-Identifier: Apache-2.0
import { Backoff, Pause } from "./backoff.mjs";
import { Rates, sendingFigures } from "./figures.mjs";
import { publishEndpoint } from "./page.mjs";
import { PeerSession } from "./peer.mjs";
import { askForStereo } from "./sdp.mjs";
import { Problem } from "./session.mjs";

/**
 * Publishes a stream as one broadcast by WHIP (RFC 9725) and keeps it on the air.
 *
 * `state` is idle, connecting, live, reconnecting, ended or error; each change fires a `state` event.
 * `reason` says why in words. After any loss it publishes again by itself, until `stop()`.
 */
export class WHIPPublisher extends EventTarget {
  state = "idle";
  reason = "";
  #options;
  #stream;
  #session = null;
  #rates = new Rates();
  #run = null;
  #pause = new Pause();
  #replacing = false;

  /** options: room, name, token, codec ("" = the browser's choice), maxBitrate (bit/s), maxFramerate, stereo. */
  constructor(stream, options) {
    super();
    this.#stream = stream;
    this.#options = options;
  }

  get pc() {
    return this.#session?.pc ?? null;
  }

  start() {
    if (this.#run) return;
    this.#run = new AbortController();
    this.#enter("connecting");
    this.#keepOnAir(this.#run.signal);
  }

  /** Ends the broadcast; safe while a page goes away. */
  stop() {
    this.#end("ended", "");
  }

  /** Continues with other tracks: in place if their kinds are the same, otherwise in a new session. */
  async replaceStream(stream) {
    const kinds = (s) => s.getTracks().map((track) => track.kind).sort().join();
    const same = kinds(stream) === kinds(this.#stream);
    this.#stream = stream;
    if (!this.#session) return;
    if (!same) {
      this.#replacing = true;
      this.#session.close();
      return;
    }
    for (const sender of this.#session.pc.getSenders()) {
      const track = stream.getTracks().find((t) => t.kind === sender.track?.kind);
      if (track) await sender.replaceTrack(track);
    }
  }

  /** Changes the sending limits while live. */
  async limit({ maxBitrate, maxFramerate }) {
    Object.assign(this.#options, { maxBitrate, maxFramerate });
    if (this.#session) await this.#applyLimits(this.#session.pc);
  }

  /** Figures of the current session (see `sendingFigures`), or null. */
  async figures() {
    if (!this.#session) return null;
    return sendingFigures(await this.#session.pc.getStats(), this.#rates);
  }

  async #keepOnAir(signal) {
    const backoff = new Backoff();
    let wasLive = false;
    while (!signal.aborted) {
      let wait;
      try {
        const loss = await this.#publishOnce(signal, () => {
          wasLive = true;
          backoff.reset();
        });
        if (signal.aborted) return;
        if (loss.byRelay && (await this.#isReplaced(signal))) {
          return this.#end("ended", "Another studio took over this broadcast.");
        }
        wait = this.#replacing ? 0 : undefined;
        this.#enter("reconnecting", this.#replacing ? "The tracks change." : loss.reason);
        this.#replacing = false;
      } catch (error) {
        if (signal.aborted) return;
        const taken = error.status === 409 && !wasLive;
        if (error instanceof Problem && (error.isFinal || taken)) return this.#end("error", error.message);
        wait = error.retryAfter;
        this.#enter(wasLive ? "reconnecting" : "connecting", error.message);
      }
      await this.#pause.for(wait ?? backoff.next(), signal);
    }
  }

  /** One session from POST to loss. */
  async #publishOnce(signal, onlive) {
    const { room, name, token, stereo } = this.#options;
    const session = new PeerSession(publishEndpoint(room, name), {
      token,
      prepare: (pc) => this.#addTracks(pc),
      amend: (sdp) => (stereo ? askForStereo(sdp, true) : sdp),
    });
    this.#session = session;
    this.#rates = new Rates();
    const abort = () => session.close();
    signal.addEventListener("abort", abort);
    session.pc.addEventListener("connectionstatechange", () => {
      if (!session.isConnected || this.#session !== session) return;
      onlive();
      this.#enter("live");
    });
    session.onpath = (state) => {
      if (state === "disconnected") this.#enter("reconnecting", "The network path is interrupted.");
      else if (session.isConnected) this.#enter("live");
    };
    try {
      await session.open(signal);
      await this.#applyLimits(session.pc);
      return await session.lost;
    } finally {
      signal.removeEventListener("abort", abort);
      session.close();
      if (this.#session === session) this.#session = null;
    }
  }

  #addTracks(pc) {
    const { maxBitrate, maxFramerate, codec } = this.#options;
    for (const track of this.#stream.getTracks()) {
      const video = track.kind === "video";
      const sendEncodings = video ? [{ maxBitrate, maxFramerate }] : undefined;
      const transceiver = pc.addTransceiver(track, { direction: "sendonly", streams: [this.#stream], sendEncodings });
      if (video && codec) preferCodec(transceiver, codec);
    }
  }

  async #applyLimits(pc) {
    const sender = pc.getSenders().find((s) => s.track?.kind === "video");
    const parameters = sender?.getParameters();
    if (!parameters?.encodings?.length) return;
    const { maxBitrate, maxFramerate } = this.#options;
    Object.assign(parameters.encodings[0], { maxBitrate, maxFramerate });
    await sender.setParameters(parameters).catch(() => {});
  }

  /**
   * The relay closed us and somebody is live under our name: a takeover that we must not fight. Looked at for about a
   * second, because the other one may need as long to go live.
   */
  async #isReplaced(signal) {
    for (let look = 0; look < 5 && !signal.aborted; look++) {
      if (look > 0) await this.#pause.for(250, signal);
      const live = await this.#isNameLive();
      if (live !== false) return live ?? false;
    }
    return false;
  }

  /** Whether our name is live now; null if the relay doesn't say. */
  async #isNameLive() {
    const { room, name, token } = this.#options;
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    const response = await fetch(`/v1/rooms/${room}`, { headers, cache: "no-store" }).catch(() => null);
    if (response?.status === 404) return false;
    if (!response?.ok) return null;
    const { broadcasts = [] } = await response.json();
    return broadcasts.some((broadcast) => broadcast.name === name && broadcast.live);
  }

  #end(state, reason) {
    const run = this.#run;
    this.#run = null;
    run?.abort();
    this.#session?.close();
    this.#session = null;
    if (run) this.#enter(state, reason);
  }

  #enter(state, reason = "") {
    if (this.state === state && this.reason === reason) return;
    this.state = state;
    this.reason = reason;
    this.dispatchEvent(new Event("state"));
  }
}

/** The video codecs that this browser can send, in its own order: "VP8", "H264", … */
export function sendableCodecs() {
  const codecs = RTCRtpSender.getCapabilities?.("video")?.codecs ?? [];
  const names = codecs.map((codec) => codec.mimeType.slice("video/".length).toUpperCase());
  return [...new Set(names)].filter((name) => !["RTX", "RED", "ULPFEC", "FLEXFEC-03"].includes(name));
}

function preferCodec(transceiver, name) {
  const codecs = RTCRtpSender.getCapabilities?.("video")?.codecs ?? [];
  const wanted = (codec) => codec.mimeType.toUpperCase() === `VIDEO/${name.toUpperCase()}`;
  if (!codecs.some(wanted)) return;
  transceiver.setCodecPreferences?.([...codecs.filter(wanted), ...codecs.filter((codec) => !wanted(codec))]);
}

// SPDX-License-Identifier: Apache-2.0
import { Backoff, Pause } from "./backoff.mjs";
import { Rates, receivingFigures } from "./figures.mjs";
import { PeerSession } from "./peer.mjs";
import { askForStereo } from "./sdp.mjs";
import { Problem } from "./session.mjs";

/** When silence means something, in milliseconds. */
const patience = { silence: 2500, silenceWhileLive: 6000, starved: 10000, frozen: 10000, notLive: 2000 };

/**
 * Plays one broadcast by WHEP (draft-ietf-wish-whep-03) into one MediaStream, for as long as it is wanted.
 *
 * `state` is connecting, playing, waiting (for the broadcaster), reconnecting, error or closed; each change fires
 * a `state` event, and `tracks` is fired when the stream's tracks change. `stream` stays the same object for
 * ever (`soundOnly`: no picture comes at present), and an old track leaves it only when the new one has a picture, so the screen never goes black.
 * While the broadcaster is away the session stays; the relay goes on in it.
 */
export class WHEPPlayer extends EventTarget {
  state = "closed";
  reason = "";
  soundOnly = false;
  stream = new MediaStream();
  #endpoint;
  #options;
  #session = null;
  #former = null; // lost, but its last picture is still shown
  #rates = new Rates();
  #run = null;
  #pause = new Pause();
  #fruitless = 0; // sessions in a row that played nothing

  /** options: token; isLive: () => true, false, or undefined when nobody knows whether the broadcast is live. */
  constructor(endpoint, options = {}) {
    super();
    this.#endpoint = endpoint;
    this.#options = { isLive: () => undefined, ...options };
  }

  get pc() {
    return this.#session?.pc ?? null;
  }

  start() {
    if (this.#run) return;
    this.#run = new AbortController();
    this.#enter("connecting");
    this.#keepPlaying(this.#run.signal);
  }

  stop() {
    this.#end("closed", "");
  }

  /** Something changed for the better (the broadcast went live, the network is back): don't wait longer. */
  nudge() {
    this.#pause.wake();
  }

  /** Figures of the current session (see `receivingFigures`), or null. */
  async figures() {
    if (!this.#session) return null;
    return receivingFigures(await this.#session.pc.getStats(), this.#rates);
  }

  async #keepPlaying(signal) {
    const backoff = new Backoff();
    while (!signal.aborted) {
      let wait;
      try {
        const loss = await this.#playOnce(signal, () => backoff.reset());
        if (signal.aborted) return;
        this.#enter("reconnecting", loss.reason);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Problem && error.isFinal) return this.#end("error", error.message);
        wait = this.#sayWhyNot(error);
      }
      await this.#pause.for(wait ?? backoff.next(), signal);
    }
  }

  /** Shows why a session couldn't be made; returns the wait in milliseconds if there is a better one than back-off. */
  #sayWhyNot(error) {
    const notLive = error.status === 409 || error.status === 404;
    if (notLive) this.#enter("waiting");
    else this.#enter(this.stream.getTracks().length ? "reconnecting" : "connecting", error.message);
    if (error.retryAfter === undefined && !notLive) return undefined;
    return (error.retryAfter ?? patience.notLive) * (1 + Math.random() / 4);
  }

  /** One session from POST to loss. */
  async #playOnce(signal, onplaying) {
    const arrived = [];
    const session = new PeerSession(this.#endpoint, {
      token: this.#options.token,
      amend: (sdp) => askForStereo(sdp),
      prepare: (pc) => {
        pc.addEventListener("track", ({ track }) => arrived.push(track));
        pc.addTransceiver("audio", { direction: "recvonly" });
        pc.addTransceiver("video", { direction: "recvonly" });
      },
    });
    this.#session = session;
    this.#rates = new Rates();
    const abort = () => session.close();
    signal.addEventListener("abort", abort);
    try {
      await session.open(signal);
      if (!this.stream.getTracks().length) this.#adopt(arrived);
      return await this.#attend(session, arrived, signal, onplaying);
    } finally {
      signal.removeEventListener("abort", abort);
      this.#retire(session);
    }
  }

  /** Looks after a session once a second (four times while it begins) and says how it was lost. */
  async #attend(session, arrived, signal, onplaying) {
    const pulse = new Pulse(session.pc, patience.starved * 2 ** Math.min(this.#fruitless++, 3));
    const rates = new Rates();
    for (let interval = 250; ; ) {
      const loss = await Promise.race([session.lost, this.#pause.for(interval, signal)]);
      if (loss || signal.aborted) return loss ?? { reason: "closed" };
      const figures = receivingFigures(await session.pc.getStats(), rates);
      const { lost, playing, silent, soundOnly } = pulse.read(figures, this.#options.isLive());
      if (lost) return { reason: lost };
      if (playing) {
        interval = 1000;
        this.#fruitless = 0;
        onplaying();
        this.#adopt(arrived);
        this.#enter("playing", "", soundOnly);
      } else if (session.pc.iceConnectionState === "disconnected") {
        this.#enter("reconnecting", "The network path is interrupted.");
      } else if (silent && session.isConnected) {
        this.#enter("waiting");
      }
    }
  }

  /** A session whose picture is on the screen is closed only when another one's has taken its place. */
  #retire(session) {
    session.release();
    if (this.#session === session) this.#session = null;
    const shown = session.pc.getReceivers().some(({ track }) => this.stream.getTracks().includes(track));
    if (shown && this.#run) this.#former = session;
    else session.close();
  }

  /** Puts new tracks in the place of the old ones of their kind. */
  #adopt(tracks) {
    const fresh = tracks.filter((track) => !this.stream.getTracks().includes(track));
    if (!fresh.length) return;
    const old = this.stream.getTracks().filter((track) => fresh.some((t) => t.kind === track.kind));
    for (const track of fresh) this.stream.addTrack(track);
    for (const track of old) this.stream.removeTrack(track);
    this.#former?.close();
    this.#former = null;
    this.dispatchEvent(new Event("tracks"));
  }

  #end(state, reason) {
    const run = this.#run;
    this.#run = null;
    run?.abort();
    this.#session?.close();
    this.#former?.close();
    this.#session = this.#former = null;
    if (run) this.#enter(state, reason);
  }

  #enter(state, reason = "", soundOnly = false) {
    if (this.state === state && this.reason === reason && this.soundOnly === soundOnly) return;
    this.soundOnly = soundOnly;
    this.state = state;
    this.reason = reason;
    this.dispatchEvent(new Event("state"));
  }
}

/** The signs of life of one session, from its statistics: playing, silent, or lost for a reason. */
class Pulse {
  #starvation;
  #hasVideo;
  #totals = { packetsReceived: 0, videoPackets: 0, framesDecoded: 0 };
  #grewAt = {};
  #readAt = performance.now();
  #starvedFor = 0;
  #stuckFor = 0;

  /** `starvation`: the silence in milliseconds after which a session of a live broadcast is given up. */
  constructor(pc, starvation) {
    this.#starvation = starvation;
    const video = pc.getTransceivers().find((transceiver) => transceiver.receiver.track.kind === "video");
    this.#hasVideo = video?.currentDirection === "recvonly";
    for (const name in this.#totals) this.#grewAt[name] = this.#readAt;
  }

  read(figures, live) {
    const now = performance.now();
    const elapsed = now - this.#readAt;
    this.#readAt = now;
    const packets = this.#grew("packetsReceived", figures, now);
    const video = this.#grew("videoPackets", figures, now);
    const frames = this.#grew("framesDecoded", figures, now);

    const silence = live ? patience.silenceWhileLive : patience.silence;
    const silent = now - this.#grewAt.packetsReceived > silence;
    this.#starvedFor = silent && live !== false ? this.#starvedFor + elapsed : 0;
    if (this.#starvedFor > (live ? 1 : 2) * this.#starvation) return { lost: "Nothing arrives any more." };

    this.#stuckFor = frames || silent ? 0 : this.#stuckFor + (video ? elapsed : 0);
    if (this.#stuckFor > patience.frozen) return { lost: "The picture stands still." };

    const soundOnly = !this.#hasVideo || now - this.#grewAt.videoPackets > patience.silence;
    return { playing: frames || (packets && soundOnly), silent, soundOnly };
  }

  #grew(name, figures, now) {
    const grew = figures[name] > this.#totals[name];
    this.#totals[name] = figures[name];
    if (grew) this.#grewAt[name] = now;
    return grew;
  }
}

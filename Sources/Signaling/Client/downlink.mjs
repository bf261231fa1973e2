// SPDX-License-Identifier: Apache-2.0
import { codeOf } from "./errors.mjs";
import { PeerWork } from "./peer-work.mjs";
import { Repair } from "./repair.mjs";

/** @typedef {import("./connection.mjs").Connection} Connection */
/** @typedef {import("./remote-stream.mjs").RemoteStream} RemoteStream */
/** @typedef {{rev: number, sdp: string, streams?: {streamid: string, mids: string[]}[]}} SubOffer */

/** How often, in ms, streams that don't flow yet are looked at. */
const flowInterval = 100;

/** Receives all streams over one peer connection, which the relay offers and we answer. */
export class Downlink {
  /** @param {Connection} connection */
  constructor(connection) {
    this._connection = connection;
    this.pc = /** @type {RTCPeerConnection | null} */ (null);
    this._work = new PeerWork();
    // The peer connection's MediaStreams, by id.
    /** @type {Map<string, MediaStream>} */
    this._sources = new Map();
    // Streams with tracks whose media doesn't flow yet.
    /** @type {Map<RemoteStream, {since: number, counts?: Map<string, number>}>} */
    this._pending = new Map();
    this._watching = /** @type {any} */ (0);
    // The offer that is answered.
    /** @type {SubOffer | null} */
    this._offer = null;
    this._repair = new Repair(
      (fresh) => this.restart(fresh),
      (state, repairing) => connection.emit("mediastate", { direction: "sub", state, repairing })
    );
  }

  /** Whether sound or pictures come now. */
  get isReceiving() {
    return !!this.pc?.getReceivers().some(({ track }) => track.readyState === "live" && !track.muted);
  }

  // `sub.offer`: one after the other.
  /** @param {SubOffer} offer */
  offered(offer) {
    const work = this._work;
    work.queue(() => this._answer(offer, work));
  }

  // An announced stream, whose tracks may be here already.
  /** @param {RemoteStream} stream */
  expect(stream) {
    if (this._offer) this._assign(stream);
  }

  /** @param {boolean} fresh */
  restart(fresh) {
    // What the relay can't do now is asked for again when the next attempt is due.
    this._connection.socket.request("sub.restart", { fresh }, { again: true }).catch(() => {});
  }

  networkChanged() {
    this._repair.networkChanged();
  }

  /** The relay knows nothing of our peer connection any more. */
  forget() {
    this._work.end();
    this._work = new PeerWork();
    this._repair.watch(null);
    this.pc?.close();
    this.pc = null;
    this._offer = null;
    this._sources.clear();
  }

  /** The room is left: what the relay offers from now on is another room's. */
  leave() {
    this._pending.clear();
    this.forget();
  }

  /** @param {SubOffer} offer @param {PeerWork} work */
  async _answer(offer, work) {
    if (!this._connection.room) return;
    if (offer.rev !== 1 && !this.pc) return this.restart(true);
    const former = offer.rev === 1 ? this.pc : null;
    const pc = (!former && this.pc) || this._make();
    try {
      await work.until(pc.setRemoteDescription({ type: "offer", sdp: offer.sdp }));
      await work.until(pc.setLocalDescription(await work.until(pc.createAnswer())));
      if (work.isOver) return;
      this._offer = offer;
      this._connection.membership.followProgramme(!!offer.streams?.some(({ streamid }) => streamid === "programme"));
      for (const stream of this._connection.streams.values()) this._assign(stream);
      const answer = { rev: offer.rev, sdp: pc.localDescription?.sdp };
      await work.until(this._connection.socket.request("sub.answer", answer, { again: true }));
    } catch (error) {
      // One that was closed meanwhile has failed for no reason of its own.
      if (!work.isOver) this._failed(error);
    } finally {
      former?.close();
    }
  }

  _make() {
    const pc = new RTCPeerConnection(this._connection.peerConfiguration());
    this._sources.clear();
    pc.ontrack = ({ streams }) => {
      for (const source of pc === this.pc ? streams : []) this._sources.set(source.id, source);
    };
    this._repair.watch(pc);
    this.pc = pc;
    return pc;
  }

  // The tracks of a stream are those of the m-lines that the offer gives it.
  /** @param {RemoteStream} stream */
  _assign(stream) {
    const part = this._offer?.streams?.find(({ streamid }) => streamid === stream.streamid);
    const mids = new Set(part?.mids);
    const lines = this.pc?.getTransceivers().filter((line) => line.mid && mids.has(line.mid)) || [];
    const tracks = lines.filter((line) => line.currentDirection === "recvonly").map((line) => line.receiver.track);
    if (!tracks.length && !stream.stream) return;
    stream.carry(this._sources.get(stream.streamid) || new MediaStream(), tracks);
    if (tracks.length && !stream.flowing && !this._pending.has(stream)) this._await(stream);
  }

  /** @param {RemoteStream} stream */
  _await(stream) {
    const pending = { since: performance.now(), counts: /** @type {Map<string, number> | undefined} */ (undefined) };
    this._pending.set(stream, pending);
    // Before the answer nothing of it has come.
    if (this.pc) mediaCounts(this.pc).then((counts) => (pending.counts ||= counts), () => {});
    if (!this._watching) this._watching = setInterval(() => this._watch(), flowInterval);
  }

  /** Pages hear of a stream when there is something to see or to hear, or when that is late. */
  async _watch() {
    const counts = this.pc ? await mediaCounts(this.pc) : new Map();
    for (const [stream, pending] of this._pending) {
      const isLate = performance.now() - pending.since > this._connection.flowTimeout;
      if (!stream.ended && !isLate && !flows(stream, pending.counts, counts)) {
        pending.counts = pending.counts || counts;
        continue;
      }
      this._pending.delete(stream);
      if (stream.ended) continue;
      stream.flowing = true;
      this._connection.emit("stream", stream);
    }
    if (this._pending.size) return;
    clearInterval(this._watching);
    this._watching = 0;
  }

  /** @param {unknown} error */
  _failed(error) {
    const code = codeOf(error);
    if (code === "stale-rev" || code === "lost" || code === "closed" || code === "not-in-room") return;
    console.error(error);
    this._repair.begin();
  }
}

/**
 * Whether pictures were decoded, or packets of sound came if no picture is to be expected. What the m-line has counted for
 * a stream before doesn't count.
 * @param {RemoteStream} stream
 * @param {Map<string, number> | undefined} before
 * @param {Map<string, number>} now
 */
function flows(stream, before, now) {
  const isSound = !stream.expected.includes("video");
  const tracks = (stream.stream?.getTracks() || []).filter((track) => isSound || track.kind === "video");
  return !!before && tracks.some((track) => (now.get(track.id) || 0) > (before.get(track.id) || 0));
}

// Decoded pictures, or packets of sound, by track.
/** @param {RTCPeerConnection} pc @returns {Promise<Map<string, number>>} */
async function mediaCounts(pc) {
  const counts = new Map();
  for (const report of (await pc.getStats()).values()) {
    if (report.type !== "inbound-rtp") continue;
    counts.set(report.trackIdentifier, report.kind === "video" ? report.framesDecoded : report.packetsReceived);
  }
  return counts;
}

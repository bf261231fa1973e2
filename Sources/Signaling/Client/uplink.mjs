// SPDX-License-Identifier: Apache-2.0
import { LongwaveError } from "./errors.mjs";
import { PeerWork } from "./peer-work.mjs";
import { hint } from "./publication.mjs";
import { Repair } from "./repair.mjs";

/** @typedef {import("./connection.mjs").Connection} Connection */
/** @typedef {import("./publication.mjs").Publication} Publication */
/** @typedef {"audio" | "video"} Medium */

/** How long to wait after `busy`, in ms, if the relay doesn't say. */
const pauseWhenBusy = 500;

/**
 * Sends all publications over one peer connection. We offer; one offer at a time, and what changes meanwhile goes into the
 * next. An m-line whose stream is over becomes inactive and is taken for the next stream of its kind.
 */
export class Uplink {
  /** @param {Connection} connection */
  constructor(connection) {
    this._connection = connection;
    this.pc = /** @type {RTCPeerConnection | null} */ (null);
    this._rev = 0;
    this._changed = false;
    this._running = false;
    this._work = new PeerWork();
    /** A failed description was answered by a new peer connection once. */
    this._wasRebuilt = false;
    this._repair = new Repair(
      (fresh) => this.restart(fresh),
      (state, repairing) => connection.emit("mediastate", { direction: "pub", state, repairing })
    );
  }

  /** Publications have changed, or may be told now. */
  change() {
    this._changed = true;
    if (!this._running) this._run();
  }

  /** @param {boolean} fresh a new peer connection */
  restart(fresh) {
    if (!this.pc) return;
    if (fresh) this._close();
    else this.pc.restartIce();
    this.change();
  }

  networkChanged() {
    this._repair.networkChanged();
  }

  /** The relay knows nothing of our peer connection any more. */
  forget() {
    this._close();
    this._rev = 0;
  }

  /** The room is left: what was published there is over, or was to be. */
  leave() {
    for (const publication of [...this._connection.publications.values()]) publication.finish("left");
    this._close();
  }

  // The relay ended one of ours. What it only lost goes over a new peer connection.
  /** @param {string} streamid @param {string} reason */
  ended(streamid, reason) {
    const publication = this._connection.publications.get(streamid);
    if (!publication) return;
    if (reason === "lost") this._close();
    else publication.finish(reason);
    this.change();
  }

  _close() {
    this._work.end();
    this._work = new PeerWork();
    this._repair.watch(null);
    this.pc?.close();
    this.pc = null;
    for (const publication of this._connection.publications.values()) publication.transceivers = {};
  }

  async _run() {
    this._running = true;
    while (this._changed && this._connection.room) {
      this._changed = false;
      const work = this._work;
      try {
        await this._negotiate(work);
        this._wasRebuilt = false;
      } catch (error) {
        // A peer connection that was closed meanwhile has failed for no reason of its own.
        if (work.isOver) this._changed = true;
        else await this._failed(error).catch(() => (this._changed = true));
      }
    }
    this._running = false;
  }

  /** @param {PeerWork} work */
  async _negotiate(work) {
    const publications = [...this._connection.publications.values()];
    if (!this.pc && !publications.length) return;
    const fresh = !this.pc;
    const pc = this.pc || this._make();
    this._assign(pc, publications);
    await work.until(pc.setLocalDescription(await work.until(pc.createOffer())));
    if (work.isOver) return this.change();
    const streams = publications.map((publication) => publication.describe());
    this._rev += 1;
    const offer = { rev: this._rev, sdp: pc.localDescription?.sdp, fresh, streams };
    const answer = await work.until(this._connection.socket.request("pub.offer", offer, { again: true }));
    if (work.isOver) return this.change();
    // What `b=` bounds stays bounded until the next answer. We follow `limits`, which may be lifted before that.
    await work.until(pc.setRemoteDescription({ type: "answer", sdp: answer.sdp.replace(/^b=.*\r\n/gm, "") }));
    for (const word of answer.streams || []) this._settle(word);
  }

  /** @param {{streamid: string, accepted?: any[], refused?: any[]}} word */
  _settle({ streamid, accepted = [], refused = [] }) {
    const publication = this._connection.publications.get(streamid);
    if (accepted.length) return publication?.settle(accepted, refused);
    publication?.finish("refused", new LongwaveError("not-allowed", "the relay takes nothing of this stream"));
    this.change();
  }

  _make() {
    this.pc = new RTCPeerConnection(this._connection.peerConfiguration());
    this._repair.watch(this.pc);
    return this.pc;
  }

  // Gives every track an m-line, and takes them from streams that are over.
  /** @param {RTCPeerConnection} pc @param {Publication[]} publications */
  _assign(pc, publications) {
    const used = new Set(publications.flatMap(({ transceivers }) => [transceivers.audio, transceivers.video]));
    const free = pc.getTransceivers().filter((line) => !used.has(line) && line.direction !== "stopped");
    for (const line of free) {
      if (line.direction === "inactive") continue;
      line.direction = "inactive";
      line.sender.replaceTrack(null);
    }
    for (const publication of publications) {
      for (const kind of /** @type {Medium[]} */ (["audio", "video"])) {
        const track = publication.tracks[kind];
        if (!track || publication.transceivers[kind]) continue;
        hint(track, publication.isScreen);
        publication.transceivers[kind] = this._line(pc, free, track, publication.stream);
      }
      publication.adjust();
    }
  }

  /** @param {RTCPeerConnection} pc @param {RTCRtpTransceiver[]} free @param {MediaStreamTrack} track @param {MediaStream} stream */
  _line(pc, free, track, stream) {
    const at = free.findIndex((line) => line.receiver.track.kind === track.kind);
    if (at < 0) return pc.addTransceiver(track, { direction: "sendonly", streams: [stream] });
    const [line] = free.splice(at, 1);
    line.direction = "sendonly";
    line.sender.setStreams?.(stream);
    line.sender.replaceTrack(track);
    return line;
  }

  /** @param {any} error */
  async _failed(error) {
    const connection = this._connection;
    const asked = [...connection.publications.values()].filter((publication) => !publication.accepted.length);
    switch (error.code) {
      case "lost":
      case "closed":
      case "not-in-room":
        // Entered again, everything is offered anew.
        return;
      case "busy":
      case "rate-limited":
      case "stale-rev":
        // Stale: the relay has lost the connection.
        if (error.code === "stale-rev") this._close();
        this._changed = true;
        await this._work.until(new Promise((resolve) => setTimeout(resolve, error.retryAfterMs || pauseWhenBusy)));
        break;
      case "limit-exceeded":
        this._changed = asked.length > 0;
        if (error.suggest && asked.length) this._rename(asked, error.suggest);
        else asked.pop()?.finish("refused", error);
        break;
      case "not-allowed":
      case "unauthorized":
        this._changed = asked.length > 0;
        for (const publication of asked) publication.finish("refused", error);
        break;
      default:
        console.error(error);
        if (this._wasRebuilt) return this._giveUp(error);
        this._wasRebuilt = true;
        this._changed = true;
        return this._close();
    }
    if (this.pc?.signalingState === "have-local-offer") await this._rollBack(this.pc);
  }

  // A first offer can't be taken back to nothing in every browser: then the peer connection is made anew.
  /** @param {RTCPeerConnection} pc */
  async _rollBack(pc) {
    if (!pc.currentRemoteDescription) return this._close();
    await this._work.until(pc.setLocalDescription({ type: "rollback" }));
  }

  // Somebody's stream has that name.
  /** @param {Publication[]} asked @param {string} suggestion */
  _rename(asked, suggestion) {
    const { publications } = this._connection;
    const publication = asked.find(({ streamid }) => suggestion.startsWith(streamid.slice(0, 48))) || asked[0];
    publications.delete(publication.streamid);
    publication.streamid = suggestion;
    publications.set(suggestion, publication);
  }

  /** @param {Error} error */
  _giveUp(error) {
    for (const publication of [...this._connection.publications.values()]) publication.finish("refused", error);
    this._close();
  }
}

// SPDX-License-Identifier: Apache-2.0
import { LongwaveError, codeOf } from "./errors.mjs";

/** @typedef {import("./longwave").Kind} Kind */
/** @typedef {import("./longwave").ByKind<number | null>} Bandwidth */
/** @typedef {"audio" | "video"} Medium */

/** A MediaStream of ours that the room gets. */
export class Publication {
  /**
   * @param {import("./connection.mjs").Connection} connection
   * @param {MediaStream} stream
   * @param {import("./longwave").PublishOptions} options
   */
  constructor(connection, stream, options) {
    this._connection = connection;
    this.stream = stream;
    this.streamid = options.streamid || stream.id;
    this.tracks = { audio: stream.getAudioTracks()[0], video: stream.getVideoTracks()[0] };
    this.isAudio = !!this.tracks.audio;
    this.isScreen = !!this.tracks.video && !!options.isScreen;
    this.isVideo = !!this.tracks.video && !this.isScreen;
    this.audience = options.audience;
    this.label = options.label;
    this.muted = { audio: !!options.muted?.audio, video: !!options.muted?.video };
    this.bandwidth = options.bandwidth || {};
    this.accepted = /** @type {Kind[]} */ ([]);
    this.refused = /** @type {Kind[]} */ ([]);
    this.ended = false;
    // Its m-lines.
    /** @type {{audio?: RTCRtpTransceiver, video?: RTCRtpTransceiver}} */
    this.transceivers = {};
    // What the last offer said of `muted`.
    /** @type {{audio: boolean, video: boolean} | undefined} */
    this._told = undefined;
    this.ready = /** @type {Promise<Publication>} */ (
      new Promise((resolve, reject) => {
        this._resolve = resolve;
        this._reject = reject;
      })
    );
    this.ready.catch(() => {});
    // One function for all: whoever publishes the same tracks in room after room leaves nothing at them.
    this._onended = () => this._trackEnded();
    for (const track of this._all()) track.addEventListener("ended", this._onended);
    this._enable();
  }

  _all() {
    return [this.tracks.audio, this.tracks.video].filter((track) => !!track);
  }

  /** What `pub.offer` says of it. */
  describe() {
    const mids = [this.transceivers.audio, this.transceivers.video].flatMap((line) => (line?.mid ? [line.mid] : []));
    const { streamid, isAudio, isVideo, isScreen, muted, audience, label } = this;
    this._told = muted;
    return { streamid, mids, isAudio, isVideo, isScreen, muted, audience, label };
  }

  // The relay's word on it.
  /** @param {Kind[]} accepted @param {Kind[]} refused */
  settle(accepted, refused) {
    this.accepted = accepted;
    this.refused = refused;
    this._resolve?.(this);
    this.adjust();
    if (this._told !== this.muted) this._tell("stream.state", { muted: this.muted }).catch((error) => console.warn(error));
  }

  // It is over.
  /** @param {string} reason @param {Error} [error] */
  finish(reason, error) {
    if (this.ended) return;
    this.ended = true;
    for (const track of this._all()) track.removeEventListener("ended", this._onended);
    // Their peer connection goes, and the page may keep us.
    this.transceivers = {};
    this._connection.publications.delete(this.streamid);
    this._reject?.(error || new LongwaveError("closed", `the publication is over: ${reason}`));
    this._connection.emit("publicationended", { publication: this, reason });
  }

  async end() {
    if (this.ended) return;
    this.finish("ended");
    this._connection.uplink.change();
    await this._tell("pub.end", {});
  }

  /** @param {{audio?: boolean, video?: boolean}} [kinds] */
  mute(kinds = { audio: true, video: true }) {
    return this._setMuted(kinds, true);
  }

  /** @param {{audio?: boolean, video?: boolean}} [kinds] */
  unmute(kinds = { audio: true, video: true }) {
    return this._setMuted(kinds, false);
  }

  /** @param {{audio?: boolean, video?: boolean}} kinds @param {boolean} on */
  async _setMuted(kinds, on) {
    this.muted = { audio: kinds.audio ? on : this.muted.audio, video: kinds.video ? on : this.muted.video };
    this._enable();
    await this._tell("stream.state", { muted: this.muted });
  }

  // What isn't published yet, or any more, is told with the next offer.
  /** @param {string} type @param {object} fields */
  async _tell(type, fields) {
    if (!this.accepted.length || !this._connection.room) return;
    const { streamid } = this;
    try {
      await this._connection.request(type, { streamid, ...fields });
    } catch (error) {
      if (codeOf(error) !== "unknown-stream") throw error;
    }
  }

  _enable() {
    if (this.tracks.audio) this.tracks.audio.enabled = !this.muted.audio;
    if (this.tracks.video) this.tracks.video.enabled = !this.muted.video;
  }

  /** @param {MediaStreamTrack} old @param {MediaStreamTrack | null} next */
  async replaceTrack(old, next) {
    const kind = /** @type {Medium} */ (old.kind);
    await this.transceivers[kind]?.sender.replaceTrack(next);
    this.tracks[kind] = next || old;
    if (!next) return;
    old.removeEventListener("ended", this._onended);
    next.addEventListener("ended", this._onended);
    hint(next, this.isScreen);
    this._enable();
  }

  /** @param {Bandwidth} kbps */
  async setBandwidth(kbps) {
    this.bandwidth = { ...this.bandwidth, ...kbps };
    await this.adjust();
  }

  /** Applies what we and the relay allow to the senders. */
  async adjust() {
    const limits = this._connection.limits;
    const picture = this.isScreen ? "screen" : "video";
    await this._adjust(this.transceivers.audio, [this.bandwidth.audio, limits.audio]);
    await this._adjust(this.transceivers.video, [this.bandwidth[picture], limits[picture]]);
  }

  /** @param {RTCRtpTransceiver | undefined} line @param {(number | null | undefined)[]} bounds kbit/s */
  async _adjust(line, bounds) {
    const parameters = line?.sender.getParameters();
    if (!line || !parameters?.encodings?.length) return;
    const known = bounds.flatMap((bound) => (bound ? [bound * 1000] : []));
    const bound = known.length ? Math.min(...known) : undefined;
    if (parameters.encodings[0].maxBitrate === bound) return;
    if (bound) parameters.encodings[0].maxBitrate = bound;
    else delete parameters.encodings[0].maxBitrate;
    await line.sender.setParameters(parameters).catch((error) => console.warn(error));
  }

  /** A screen that the user stops to share, a camera that is unplugged: over if nothing is left. */
  _trackEnded() {
    if (this.ended || this._all().some((track) => track.readyState === "live")) return;
    this.finish("tracks");
    this._connection.uplink.change();
    this._tell("pub.end", {}).catch((error) => console.warn(error));
  }
}

// What the encoder should keep when bits are short, unless the page said so.
/** @param {MediaStreamTrack} track @param {boolean} isScreen */
export function hint(track, isScreen) {
  if (track.kind === "video" && isScreen && !track.contentHint) track.contentHint = "detail";
}

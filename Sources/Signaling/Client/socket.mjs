// SPDX-License-Identifier: Apache-2.0
import { LongwaveError } from "./errors.mjs";
import { Emitter } from "./events.mjs";
import { decodeFrame, encodeFrame } from "./frames.mjs";

/** In ms: how long a welcome may take, the first wait before coming back, the longest one. */
const patience = { welcome: 10000, retry: 300, longestRetry: 5000 };
/** Attempts before a first connection is given up; one that worked once is sought for ever. */
const firstAttempts = 4;
/** Messages with a type that are no counted events. */
const uncounted = new Set(["ping", "error", "latest", "file.wanted"]);
// Close codes after which coming back is pointless.
/** @type {Record<number, string>} */
const final = { 1000: "closed", 4400: "unsupported-proto", 4401: "unauthorized", 4409: "replaced" };

/**
 * @typedef {object} Pending A request that waits for its reply, or for a socket.
 * @property {Record<string, any>} message
 * @property {boolean} again It is sent anew if the socket is lost before the reply: doing it twice is as good as once.
 * @property {(reply: any) => void} resolve
 * @property {(error: LongwaveError) => void} reject
 */

/**
 * The WebSocket: hello, requests and replies, counted events, heartbeat, and coming back with `resume`.
 *
 * Emits `state`, `message` (an event of the relay), `frame` (a binary one) and `welcome`, whose owner then calls
 * `release()`: until that, only urgent requests go out, so that a room is entered again before anything is said in it.
 */
export class RelaySocket extends Emitter {
  /** @param {() => {url: string, hello: Record<string, any>}} describe Where to, and who says hello, each time anew. */
  constructor(describe) {
    super();
    this._describe = describe;
    this._ws = /** @type {WebSocket | null} */ (null);
    this._nextId = 1;
    this._waiting = /** @type {Map<number, Pending>} */ (new Map());
    this._queue = /** @type {Pending[]} */ ([]);
    this._opening = /** @type {{promise: Promise<void>, resolve: () => void, reject: (error: Error) => void} | null} */ (null);
    this._failures = 0;
    this._heard = 0;
    this._seen = 0;
    this._timers = /** @type {Record<string, any>} */ ({});
    this._wasOpen = false;
    // What resumes this session.
    /** @type {string | null} */
    this.resume = null;
    /** The session is a page's that was loaded anew. */
    this.fresh = false;
    /** @type {"idle" | "connecting" | "open" | "reconnecting" | "closed"} */
    this.state = "idle";
  }

  // Resolves when requests can be made.
  /** @returns {Promise<void>} */
  connect() {
    if (this.state === "open") return Promise.resolve();
    if (!this._opening) {
      /** @type {any} */
      const opening = {};
      opening.promise = new Promise((resolve, reject) => Object.assign(opening, { resolve, reject }));
      // Whoever asks hears of it; a rejection that nobody asked for is no news.
      opening.promise.catch(() => {});
      this._opening = opening;
    }
    const { promise } = /** @type {NonNullable<RelaySocket["_opening"]>} */ (this._opening);
    if (this.state === "idle" || this.state === "closed") {
      this._failures = 0;
      this._wasOpen = false;
      this._become("connecting");
      this._dial();
    }
    return promise;
  }

  /**
   * @param {string} type
   * @param {Record<string, any>} [fields]
   * @param {{again?: boolean, urgent?: boolean}} [options] urgent: before `release()`
   * @returns {Promise<any>}
   */
  request(type, fields = {}, options = {}) {
    const id = this._nextId++;
    return new Promise((resolve, reject) => {
      const pending = { message: { ...fields, t: type, id }, again: !!options.again, resolve, reject };
      if (this.state === "open" || options.urgent) return this._send(pending);
      this._queue.push(pending);
      this.connect().catch(reject);
    });
  }

  // Queued like requests, but nobody answers.
  /** @param {number} kind @param {object} header @param {ArrayBuffer | ArrayBufferView} payload */
  async sendFrame(kind, header, payload) {
    await this.connect();
    this._ws?.send(encodeFrame(kind, header, payload));
  }

  /** @param {string} type @param {Record<string, any>} [fields] nothing is heard of it */
  say(type, fields) {
    if (this._ws?.readyState === WebSocket.OPEN) this._ws.send(JSON.stringify({ ...fields, t: type }));
  }

  /** How many bytes wait to be sent. */
  get backlog() {
    return this._ws?.bufferedAmount || 0;
  }

  /** From now on everything goes out: what the last socket didn't deliver first. */
  release() {
    this._become("open");
    this._wasOpen = true;
    this._failures = 0;
    for (const pending of this._queue.splice(0)) this._send(pending);
    this._opening?.resolve();
    this._opening = null;
  }

  // Ends the session.
  /** @param {LongwaveError} [error] why, if it wasn't asked for */
  close(error = new LongwaveError("closed", "the connection was closed")) {
    this.say("bye");
    this._drop()?.close(1000);
    this._become("closed");
    this.resume = null;
    const lost = [...this._waiting.values(), ...this._queue.splice(0)];
    this._waiting.clear();
    for (const pending of lost) pending.reject(error);
    this._opening?.reject(error);
    this._opening = null;
  }

  /** A new network: what is dead needn't be waited for. */
  hurry() {
    if (this.state === "connecting" || this.state === "reconnecting") {
      if (!this._ws) this._dial();
    }
  }

  _dial() {
    clearTimeout(this._timers.retry);
    const { url } = this._describe();
    const ws = new WebSocket(url, "longwave.v1");
    ws.binaryType = "arraybuffer";
    this._ws = ws;
    ws.onopen = () => this._hello();
    ws.onmessage = ({ data }) => this._hear(data);
    ws.onclose = ({ code }) => this._lose(code);
    this._timers.welcome = setTimeout(() => this._lose(0), patience.welcome);
  }

  async _hello() {
    const ws = this._ws;
    const resume = this.resume;
    const sentAt = Date.now();
    const media = this.fresh ? "fresh" : undefined;
    const fields = { proto: [1], ...this._describe().hello, resume, lastN: this._seen, media };
    try {
      const welcome = await this.request("hello", fields, { urgent: true });
      if (ws === this._ws) this._greeted(welcome, Date.now() - sentAt);
    } catch (error) {
      if (ws === this._ws) this._refused(/** @type {LongwaveError} */ (error));
    }
  }

  /** @param {any} welcome @param {number} roundTrip */
  _greeted(welcome, roundTrip) {
    clearTimeout(this._timers.welcome);
    this._seen = welcome.n || 0;
    this.resume = welcome.resume;
    const silence = 4 * welcome.heartbeatMs;
    // Timers of a tab in the background are late, and so is nothing that waits to be heard: a second look decides.
    let doubts = 0;
    this._timers.silence = setInterval(() => {
      doubts = Date.now() - this._heard > silence ? doubts + 1 : 0;
      if (doubts > 1) this._lose(0);
    }, welcome.heartbeatMs);
    const fresh = this.fresh && welcome.resumed;
    this.fresh = false;
    if (!welcome.resumed) this._forget(new LongwaveError("lost", "the session was over"));
    this.emit("welcome", { welcome, resumed: welcome.resumed, fresh, roundTrip });
  }

  /** @param {LongwaveError} error */
  _refused(error) {
    if (error.code === "resume-failed") {
      this.resume = null;
      this.fresh = false;
      this._hello();
    } else if (error.code !== "lost") {
      this.close(error);
    }
  }

  // What waits in the queue belongs to a session that is over, apart from what nobody began.
  /** @param {LongwaveError} error */
  _forget(error) {
    this._queue = this._queue.filter((pending) => {
      if (pending.again) pending.reject(error);
      return !pending.again;
    });
  }

  /** @param {Pending} pending */
  _send(pending) {
    this._waiting.set(pending.message.id, pending);
    this._ws?.send(JSON.stringify(pending.message));
  }

  /** @param {string | ArrayBuffer} data */
  _hear(data) {
    this._heard = Date.now();
    if (typeof data !== "string") return this.emit("frame", decodeFrame(data));
    const message = JSON.parse(data);
    if (message.re !== undefined) {
      const pending = this._waiting.get(message.re);
      this._waiting.delete(message.re);
      if (message.ok) pending?.resolve(message);
      else pending?.reject(LongwaveError.of(message.error));
      return;
    }
    // Answered here and not by a timer: timers of hidden tabs sleep, sockets don't.
    if (message.t === "ping") return this.say("pong", { n: this._seen });
    if (!uncounted.has(message.t)) this._seen += 1;
    this.emit("message", message);
  }

  /** @param {number} code 0: we gave it up */
  _lose(code) {
    if (!this._ws) return;
    this._drop()?.close();
    const reason = final[code];
    if (reason) return this.close(new LongwaveError(reason, "the relay closed the connection"));
    const lost = new LongwaveError("lost", "the socket was lost before the answer");
    const again = [];
    for (const pending of this._waiting.values()) {
      if (pending.again) again.push(pending);
      else pending.reject(lost);
    }
    this._waiting.clear();
    this._queue.unshift(...again);
    this._failures += 1;
    if (!this._wasOpen && this._failures >= firstAttempts) {
      return this.close(new LongwaveError("unreachable", "the relay can't be reached"));
    }
    if (this._wasOpen) this._become("reconnecting");
    const wait = Math.min(patience.retry * 2 ** (this._failures - 1), patience.longestRetry);
    this._timers.retry = setTimeout(() => this._dial(), wait * (0.5 + Math.random()));
  }

  /** Takes the socket out of use. */
  _drop() {
    const ws = this._ws;
    this._ws = null;
    for (const timer of Object.values(this._timers)) clearTimeout(timer);
    if (ws) ws.onopen = ws.onmessage = ws.onclose = null;
    return ws;
  }

  /** @param {RelaySocket["state"]} state */
  _become(state) {
    if (this.state === state) return;
    this.state = state;
    this.emit("state", state);
  }
}

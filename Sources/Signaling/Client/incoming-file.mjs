// SPDX-License-Identifier: Apache-2.0
import { LongwaveError } from "./errors.mjs";

/** Bytes that one pull asks for, and while sound or pictures come. One at a time: parts of two would come in any order. */
const pullBytes = { alone: 1048576, besideMedia: 131072 };
/** How long, in ms, the pause between two pulls may be while sound or pictures come. */
const longestPause = 500;
/** Parts that are held one by one; more become a Blob, which the browser may keep elsewhere than in memory. */
const looseParts = 256;

/**
 * A file offered to us, fetched piece by piece, as fast as it comes; a lost socket goes on where it was. While sound or
 * pictures come, it takes half of the time at most: they have the processor and the path to themselves as long as each piece
 * took.
 */
export class IncomingFile {
  /**
   * @param {import("./connection.mjs").Connection} connection
   * @param {import("./longwave").FileInfo} info
   */
  constructor(connection, { uuid, from, name, size, type, extra }) {
    this._connection = connection;
    this.uuid = uuid;
    this.from = from;
    this.name = name;
    this.size = size;
    this.type = type;
    this.extra = extra;
    this.received = 0;
    this.state = /** @type {"offered" | "receiving" | "done" | "cancelled"} */ ("offered");
    this.blob = /** @type {Blob | null} */ (null);
    this._asked = 0;
    this._askedAt = 0;
    this._parts = /** @type {BlobPart[]} */ ([]);
    this._whole = /** @type {Promise<Blob> | null} */ (null);
    this._resolve = /** @type {((blob: Blob) => void) | undefined} */ (undefined);
    this._reject = /** @type {((error: Error) => void) | undefined} */ (undefined);
  }

  get progress() {
    return this.size ? this.received / this.size : Number(this.state === "done");
  }

  /** @returns {Promise<Blob>} */
  accept() {
    if (!this._whole) {
      this._whole = new Promise((resolve, reject) => Object.assign(this, { _resolve: resolve, _reject: reject }));
      if (this.state === "offered") this.state = "receiving";
      if (this.state === "cancelled") this._fail();
      else if (this.size) this._pull();
      else this._finish();
    }
    return this._whole;
  }

  /** @param {number} offset @param {ArrayBuffer} payload */
  chunk(offset, payload) {
    // Asked for twice after a lost socket: only what continues is taken.
    if (this.state !== "receiving" || offset !== this.received || !payload.byteLength) return;
    this._parts.push(payload);
    if (this._parts.length > looseParts) this._parts = [new Blob(this._parts)];
    this.received += payload.byteLength;
    if (this.received >= this.size) return this._finish();
    this._connection.emit("filechange", this);
    if (this.received === this._asked) this._pullNext();
  }

  _pullNext() {
    if (!this._connection.downlink.isReceiving) return this._pull();
    const asked = this._asked;
    setTimeout(() => {
      // Unless a lost socket had it asked for meanwhile, or it is over.
      if (this.state === "receiving" && this._asked === asked) this._pull();
    }, Math.min(performance.now() - this._askedAt, longestPause));
  }

  /** From where we are. */
  pullAgain() {
    if (this.state === "receiving") this._pull();
  }

  _pull() {
    // What a lost socket still owes us is asked for when there is another.
    if (this._connection.socket.state !== "open") return;
    const { uuid, received: offset } = this;
    const most = this._connection.downlink.isReceiving ? pullBytes.besideMedia : pullBytes.alone;
    const count = Math.min(most, this.size - offset);
    this._asked = offset + count;
    this._askedAt = performance.now();
    this._connection.request("file.pull", { uuid, offset, count }).catch((error) => {
      // Anything else than a lost socket is the end of it.
      if (error.code !== "lost") this.withdrawn();
    });
  }

  _finish() {
    this.state = "done";
    this.blob = new Blob(this._parts, { type: this.type });
    this._parts = [];
    this._connection.socket.request("file.done", { uuid: this.uuid }, { again: true }).catch(() => {});
    this._connection.emit("filechange", this);
    this._resolve?.(this.blob);
  }

  /** It can't be had any more. */
  withdrawn() {
    if (this.state === "done" || this.state === "cancelled") return;
    this.state = "cancelled";
    this._parts = [];
    this._connection.files.incoming.delete(this.uuid);
    this._connection.emit("filechange", this);
    this._fail();
  }

  _fail() {
    this._reject?.(new LongwaveError("cancelled", "the file can't be had any more"));
  }

  async cancel() {
    if (this.state === "done" || this.state === "cancelled") return;
    this.withdrawn();
    await this._connection.request("file.cancel", { uuid: this.uuid });
  }
}

// SPDX-License-Identifier: Apache-2.0
import { FrameKind } from "./frames.mjs";

/** Bytes of one chunk, and how many may wait in the socket: what else is said must not wait long behind a file. */
const sizes = { chunk: 16384, backlog: 262144 };
/** How often to look whether the socket has sent what waits, in ms. */
const drainInterval = 20;

/** A file that we offer. The relay asks for the parts that somebody wants and that it doesn't have. */
export class FileTransfer {
  /**
   * @param {import("./connection.mjs").Connection} connection
   * @param {Blob} file
   * @param {{uuid: string, name?: string, extra?: any}} about
   */
  constructor(connection, file, { uuid, name, extra }) {
    this._connection = connection;
    this.uuid = uuid;
    this.file = file;
    this.name = name || /** @type {File} */ (file).name || "file";
    this.size = file.size;
    this.type = file.type;
    this.extra = extra;
    this.sent = 0;
    this.receivedBy = /** @type {Set<string>} */ (new Set());
    this.declinedBy = /** @type {Set<string>} */ (new Set());
    this.state = /** @type {"offered" | "sending" | "sent" | "cancelled"} */ ("offered");
    this._work = Promise.resolve();
  }

  // The relay's wish, one after the other.
  /** @param {number} offset @param {number} count */
  wanted(offset, count) {
    this._work = this._work.then(() => this._send(offset, Math.min(offset + count, this.size))).catch(() => {
      // The socket is gone, or the file can't be read any more: the relay asks again, or gives up.
    });
  }

  /** @param {number} offset @param {number} end */
  async _send(offset, end) {
    const { uuid, _connection: { socket } } = this;
    if (this.state === "offered") this.state = "sending";
    for (let at = offset; at < end && this.state !== "cancelled"; at += sizes.chunk) {
      const next = Math.min(at + sizes.chunk, end);
      const part = await this.file.slice(at, next).arrayBuffer();
      while (socket.backlog > sizes.backlog) await new Promise((resolve) => setTimeout(resolve, drainInterval));
      await socket.sendFrame(FrameKind.file, { uuid, offset: at }, part);
      this.sent = Math.max(this.sent, next);
      this._connection.emit("filechange", this);
    }
  }

  /** @param {string} userid */
  got(userid) {
    this.receivedBy.add(userid);
    this.state = "sent";
    this._connection.emit("filechange", this);
  }

  /** @param {string} userid */
  declined(userid) {
    this.declinedBy.add(userid);
    this._connection.emit("filechange", this);
  }

  /** Nobody can have it any more. */
  withdraw() {
    if (this.state !== "sent") this.state = "cancelled";
    this._connection.files.outgoing.delete(this.uuid);
    this._connection.emit("filechange", this);
  }

  async cancel() {
    if (!this._connection.files.outgoing.has(this.uuid)) return;
    this.withdraw();
    await this._connection.request("file.cancel", { uuid: this.uuid });
  }
}

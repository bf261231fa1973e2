// SPDX-License-Identifier: Apache-2.0
import { FrameKind } from "./frames.mjs";

/** @typedef {string | string[] | undefined} Recipients */

/** Messages between members, through the relay: in order from each sender. Times travel in the relay's clock. */
export class DataChannel {
  /** @param {import("./connection.mjs").Connection} connection */
  constructor(connection) {
    this._connection = connection;
  }

  /** @param {any} data @param {{to?: Recipients, uuid?: string, latest?: string, retain?: string}} options */
  async send(data, { to, ...options }) {
    const sentAt = Date.now() + this._connection.clockOffset;
    await this._connection.request("data.send", { ...options, to: list(to), data, sentAt });
  }

  /** @param {ArrayBuffer | ArrayBufferView} data @param {{to?: Recipients, uuid?: string, latest?: string}} options */
  sendBinary(data, { to, ...options }) {
    const sentAt = Date.now() + this._connection.clockOffset;
    return this._connection.socket.sendFrame(FrameKind.data, { ...options, to: list(to), sentAt }, data);
  }

  // `data` or `latest`, or the header of a binary frame.
  /** @param {any} event @param {any} [data] */
  received({ from, uuid, key, retain, sentAt }, data) {
    const news = { from, data, uuid, key: key || retain };
    const local = sentAt ? sentAt - this._connection.clockOffset : undefined;
    const latency = local && Math.max(0, Date.now() - local);
    this._connection.emit("data", { ...news, sentAt: local, latency });
  }

  /** @param {import("./longwave").Retained} message */
  retained({ from, key, data }) {
    this._connection.emit("data", { from, key, data, retained: true });
  }
}

// Recipients as the relay wants them.
/** @param {Recipients} to */
export function list(to) {
  return typeof to === "string" ? [to] : to;
}

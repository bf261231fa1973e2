// SPDX-License-Identifier: Apache-2.0
import { list } from "./data.mjs";
import { FileTransfer } from "./file-transfer.mjs";
import { IncomingFile } from "./incoming-file.mjs";

/** @typedef {import("./connection.mjs").Connection} Connection */

/** The files that we offer and that are offered to us. */
export class Files {
  /** @param {Connection} connection */
  constructor(connection) {
    this._connection = connection;
    this.incoming = /** @type {Map<string, IncomingFile>} */ (new Map());
    this.outgoing = /** @type {Map<string, FileTransfer>} */ (new Map());
  }

  /** @param {Blob} file @param {{to?: string | string[], extra?: object, name?: string, uuid?: string}} options */
  async send(file, { to, extra, name, uuid = randomId() }) {
    const transfer = new FileTransfer(this._connection, file, { uuid, name, extra });
    this.outgoing.set(uuid, transfer);
    const { size, type } = transfer;
    try {
      await this._connection.request("file.offer", { uuid, name: transfer.name, size, type, to: list(to), extra });
    } catch (error) {
      this.outgoing.delete(uuid);
      throw error;
    }
    return transfer;
  }

  /** @param {import("./longwave").FileInfo} info */
  offered(info) {
    if (this.incoming.has(info.uuid) || info.from === this._connection.userid) return;
    const file = new IncomingFile(this._connection, info);
    this.incoming.set(info.uuid, file);
    this._connection.emit("file", file);
  }

  // A chunk for us.
  /** @param {{uuid: string, offset: number}} header @param {ArrayBuffer} payload */
  chunk({ uuid, offset }, payload) {
    this.incoming.get(uuid)?.chunk(offset, payload);
  }

  /** @param {any} event */
  apply(event) {
    const transfer = this.outgoing.get(event.uuid);
    switch (event.t) {
      case "file.offered": return this.offered(event);
      case "file.wanted": return transfer?.wanted(event.offset, event.count);
      case "file.got": return transfer?.got(event.userid);
      case "file.declined": return transfer?.declined(event.userid);
      case "file.cancelled": return this.incoming.get(event.uuid)?.withdrawn();
    }
  }

  /** Another socket: chunks that were under way are lost. */
  resumed() {
    for (const file of this.incoming.values()) file.pullAgain();
  }

  leave() {
    for (const file of [...this.incoming.values()]) file.withdrawn();
    for (const transfer of [...this.outgoing.values()]) transfer.withdraw();
    this.incoming.clear();
    this.outgoing.clear();
  }
}

/** 128 random bits as text. */
function randomId() {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((word) => word.toString(36)).join("");
}

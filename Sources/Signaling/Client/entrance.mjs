// SPDX-License-Identifier: Apache-2.0
import { LongwaveError } from "./errors.mjs";

/** @typedef {import("./longwave").Joined} Joined */
/** @typedef {{type: string, fields: Record<string, any>}} Entry How a room was entered. */

/** Into rooms and out of them. */
export class Entrance {
  /** @param {import("./connection.mjs").Connection} connection */
  constructor(connection) {
    this._connection = connection;
    // How the present room was entered.
    /** @type {Entry | null} */
    this._entry = null;
    // A join that waits for its room, or for a moderator.
    /** @type {{entry: Entry, resolve: (joined: Joined) => void, reject: (error: Error) => void} | null} */
    this._pending = null;
  }

  /** @param {string} type @param {Record<string, any>} options @returns {Promise<Joined>} */
  async enter(type, { onpending, ...options }) {
    const connection = this._connection;
    const sessionid = options.sessionid || options.broadcastId;
    this.giveUp(new LongwaveError("closed", "another room was asked for"));
    if (connection.room && connection.room.sessionid !== sessionid) await this.leave();
    const known = type === "room.join" ? undefined : connection.store.ownerKey(sessionid);
    const entry = { type, fields: { ...options, ownerKey: options.ownerKey || known } };
    const reply = await connection.request(type, entry.fields);
    if (!reply.pending) return this._entered(entry, reply);
    return new Promise((resolve, reject) => {
      this._pending = { entry, resolve, reject };
      onpending?.();
    });
  }

  /** @param {any} event */
  hear(event) {
    if (event.t === "join.accepted" && this._pending) {
      const { entry, resolve } = this._pending;
      this._pending = null;
      resolve(this._entered(entry, event));
    } else if (event.t === "join.accepted" && this._entry) {
      this._connection.membership.enter(event);
    } else if (event.t === "join.rejected") {
      this.giveUp(LongwaveError.of(event.error));
    } else if (event.t === "room.state") {
      if (event.room) this._connection.membership.enter(event);
      else this._connection.membership.exit("left");
    }
  }

  /** @param {string} [heir] */
  async leave(heir) {
    this.giveUp(new LongwaveError("closed", "the join was given up"));
    this._entry = null;
    const told = this._connection.socket.request("room.leave", { heir }, { again: true });
    this._connection.membership.exit("left");
    await told;
  }

  /** @param {Error} error */
  giveUp(error) {
    this._pending?.reject(error);
    this._pending = null;
  }

  /** Into the room again, or to wait for it again, in a new session. */
  async again() {
    const { room, isModerator, ownerKey, socket } = this._connection;
    const entry = this._pending?.entry || (room && this._entry);
    if (!entry) return;
    const type = isModerator && entry.type !== "broadcast.join" ? "room.openOrJoin" : entry.type;
    const isOthers = room && !isModerator && entry.type !== "broadcast.join";
    const fields = { ...entry.fields, ownerKey: ownerKey || entry.fields.ownerKey };
    try {
      const reply = await socket.request(isOthers ? "room.join" : type, isOthers ? { ...fields, wait: true } : fields, { urgent: true });
      if (!reply.pending) this._connection.membership.enter(reply);
      if (!reply.pending) this._pending?.resolve(reply);
    } catch (error) {
      const refusal = /** @type {LongwaveError} */ (error);
      if (refusal.code === "lost") throw error;
      this.giveUp(refusal);
      this._connection.membership.exit(refusal.code);
    }
  }

  /** @param {Entry} entry @param {Joined} state */
  _entered(entry, state) {
    this._entry = entry;
    this._connection.membership.enter(state);
    return state;
  }
}

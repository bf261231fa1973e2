// SPDX-License-Identifier: Apache-2.0
import { LongwaveError, codeOf, shielded } from "./errors.mjs";

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
    // How often we have left: a join that began before is given up, even if the relay has let us in and out meanwhile.
    this._leaves = 0;
  }

  /** @param {string} type @param {Record<string, any>} options @returns {Promise<Joined>} */
  async enter(type, { onpending, ...options }) {
    const connection = this._connection;
    const sessionid = options.sessionid || options.broadcastId;
    this.giveUp(new LongwaveError("closed", "another room was asked for"));
    const left = connection.room && connection.room.sessionid !== sessionid ? this.leave() : null;
    const leaves = this._leaves;
    if (left) await left;
    this._mustHaveStayed(leaves);
    // Of a page that was loaded again: opening a room that is ours already is entering it.
    const isOurs = connection.isModerator && connection.room?.sessionid === sessionid;
    const known = type === "room.join" ? undefined : connection.store.ownerKey(sessionid);
    const entry = { type, fields: { ...options, ownerKey: options.ownerKey || known } };
    const reply = await connection.request(isOurs && type === "room.open" ? "room.openOrJoin" : type, entry.fields);
    this._mustHaveStayed(leaves);
    if (!reply.pending) return this._entered(entry, reply);
    return new Promise((resolve, reject) => {
      this._pending = { entry, resolve, reject };
      if (onpending) shielded(onpending);
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
    this.giveUp(givenUp());
    this._leaves += 1;
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
    const connection = this._connection;
    const { room } = connection;
    const present = room && (this._entry || { type: "room.join", fields: { sessionid: room.sessionid } });
    const entry = this._pending?.entry || present;
    if (!entry) return;
    const { type, fields } = this._wayBack(entry);
    try {
      const reply = await connection.socket.request(type, fields, { urgent: true });
      if (reply.pending) return;
      connection.membership.enter(reply);
      this._pending?.resolve(reply);
      this._pending = null;
    } catch (error) {
      if (codeOf(error) === "lost") throw error;
      this.giveUp(/** @type {LongwaveError} */ (error));
      connection.membership.exit(codeOf(error) || "lost");
    }
  }

  // Whoever comes back first to a relay that was started again opens the room if it moderated it, and waits for it if not.
  /** @param {Entry} entry @returns {Entry} */
  _wayBack({ type, fields }) {
    const { room, isModerator, ownerKey } = this._connection;
    const known = { ...fields, ownerKey: ownerKey || fields.ownerKey };
    if (!room || type === "broadcast.join") return { type, fields: known };
    if (!isModerator) return { type: "room.join", fields: { ...known, wait: true } };
    return { type: "room.openOrJoin", fields: { session: room.session, max: room.max, ...known } };
  }

  /** @param {number} leaves */
  _mustHaveStayed(leaves) {
    if (leaves !== this._leaves) throw givenUp();
  }

  /** @param {Entry} entry @param {Joined} state */
  _entered(entry, state) {
    this._entry = entry;
    this._connection.membership.enter(state);
    return state;
  }
}

const givenUp = () => new LongwaveError("closed", "the join was given up");

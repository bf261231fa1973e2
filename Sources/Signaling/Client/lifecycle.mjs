// SPDX-License-Identifier: Apache-2.0

/** How long a reload may take, in ms, until others are told that we left. */
const reloadTime = 4000;
/** Requests whose last word stands: a new session hears it again. */
const standing = new Set(["channel.watch", "sub.set", "user.state", "user.privileges"]);

/** What becomes of the connection when its socket, its page, or the network comes and goes. */
export class Lifecycle {
  /** @param {import("./connection.mjs").Connection} connection */
  constructor(connection) {
    this._connection = connection;
    /** @type {Map<string, Record<string, any>>} */
    this._standing = new Map();
    connection.socket.on("welcome", (greeting) => this._welcomed(greeting));
    this._listeners = /** @type {[EventTarget | undefined, string, (event: any) => void][]} */ ([
      [globalThis.window, "pagehide", () => this._hide()],
      [globalThis.window, "pageshow", (event) => event.persisted && connection.store.take()],
      [globalThis.window, "online", () => this._networkChanged()],
      [/** @type {any} */ (globalThis.navigator)?.connection, "change", () => this._networkChanged()],
    ]);
    for (const [target, name, listener] of this._listeners) target?.addEventListener(name, listener);
  }

  // Follows requests whose effect outlives a session.
  /** @param {string} type @param {Record<string, any>} fields */
  note(type, fields) {
    if (standing.has(type)) this._standing.set(type, fields);
    else if (type === "channel.unwatch") this._standing.delete("channel.watch");
  }

  // The page was loaded anew: the session goes on, its media doesn't.
  /** @param {string} resume */
  comeBack(resume) {
    this._connection.socket.resume = resume;
    this._connection.socket.fresh = true;
  }

  end() {
    for (const [target, name, listener] of this._listeners) target?.removeEventListener(name, listener);
    this._standing.clear();
  }

  /** @param {{welcome: any, resumed: boolean, fresh: boolean, roundTrip: number}} greeting */
  async _welcomed({ welcome, resumed, fresh, roundTrip }) {
    const connection = this._connection;
    connection.welcome = welcome;
    connection.userid = welcome.userid;
    if (welcome.time) connection.clockOffset = welcome.time + roundTrip / 2 - Date.now();
    try {
      if (fresh) await new Promise((resolve) => connection.once("room.state", () => resolve(undefined)));
      else if (!resumed) await this._beginAnew();
    } catch {
      // The socket was lost meanwhile; the next welcome does it all again.
      return;
    }
    connection.socket.release();
    connection.files.resumed();
  }

  /** A session that knows nothing of the one before. */
  async _beginAnew() {
    const { uplink, downlink, entrance, socket } = this._connection;
    uplink.forget();
    downlink.forget();
    for (const [type, fields] of this._standing) {
      const reply = await socket.request(type, fields, { urgent: true });
      for (const room of reply.rooms || []) this._connection.emit("room.announced", { t: "room.announced", room });
    }
    await entrance.again();
  }

  /** The page goes: for good, or for a reload that takes the session up again; there is no telling. */
  _hide() {
    const { socket, store, userid, byeOnPageHide } = this._connection;
    const { resume } = socket;
    if (resume && userid) store.leave({ userid, resume });
    if (byeOnPageHide) socket.say("bye", { withinMs: reloadTime });
  }

  _networkChanged() {
    this._connection.socket.hurry();
    this._connection.uplink.networkChanged();
    this._connection.downlink.networkChanged();
  }
}

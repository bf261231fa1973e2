// SPDX-License-Identifier: Apache-2.0
import { announce, roomGone, watchChannel } from "./compat-discovery.mjs";
import { guarded, insideOf, note, raise } from "./compat-state.mjs";
import { token } from "./compat-dialect.mjs";

/** How long a page's channel may take to open, in ms, before the relay's list of rooms is used after all. */
const channelPatience = { toCallBack: 500, toOpen: 5000 };

/** The default: discovery through the relay. Pages put a function of their own in its place. */
export function openSignalingChannel() {}

/** Uses the page's own channel for discovery, if it brought one. Media, membership and data stay with the relay. */
export function discoverByPage(connection) {
  const inside = insideOf(connection);
  const isOwn = typeof connection.openSignalingChannel === "function" && connection.openSignalingChannel !== openSignalingChannel;
  if (isOwn && !inside.discovery && !inside.hasGivenUpDiscovery && inside.dialect !== "v1.6") inside.discovery = new PageSignaling(connection);
}

/** Rooms and custom messages over a channel of the page's: a room is then not listed by the relay. */
class PageSignaling {
  #connection;
  #id = token();
  #socket = null;
  #isOpen = false;
  #waiting = [];
  #lastTold = 0;

  constructor(connection) {
    this.#connection = connection;
    const opened = (socket) => this.#open(socket);
    const config = { channel: connection.channel, onmessage: (message) => this.#hear(message), onopen: opened, callback: opened };
    this.#socket = guarded(() => connection.openSignalingChannel(config)) ?? null;
    // Some pages return their socket and never call back.
    setTimeout(() => this.#socket?.send && this.#open(this.#socket), channelPatience.toCallBack);
    setTimeout(() => this.#isOpen || this.#giveUp(), channelPatience.toOpen);
    insideOf(connection).onTick.push(() => this.#tellRoom());
  }

  sendMessage(message) {
    this.#send({ customMessage: true, message });
  }

  #open(socket) {
    if (this.#isOpen) return;
    if (socket?.send) this.#socket = socket;
    if (!this.#socket?.send) return;
    this.#isOpen = true;
    this.#connection.socket = this.#socket;
    for (const message of this.#waiting.splice(0)) this.#send(message);
    this.#send({ wantsRooms: true });
    this.#tellRoom(true);
  }

  /** The page's server is gone: its rooms are listed by the relay, as those of other pages are. */
  #giveUp() {
    const inside = insideOf(this.#connection);
    note(this.#connection, "openSignalingChannel opened nothing; the relay is used for discovery");
    inside.discovery = null;
    inside.hasGivenUpDiscovery = true;
    if (inside.core?.isModerator && inside.transmits) inside.core.request("room.set", { listed: true }).catch(() => {});
    if (inside.watching) watchChannel(this.#connection).catch(() => {});
  }

  #send(message) {
    if (this.#isOpen) guarded(() => this.#socket.send({ ...message, signalingId: this.#id, userid: this.#connection.userid, extra: this.#connection.extra }));
    else if (!insideOf(this.#connection).hasGivenUpDiscovery) this.#waiting.push(message);
  }

  /** Our room, to all who listen: when somebody asks, and every `interval`. */
  #tellRoom(isAsked = false) {
    const { core, transmits } = insideOf(this.#connection);
    const pause = this.#connection.transmitRoomOnce ? Infinity : Number(this.#connection.interval) || 3000;
    if (!core?.isModerator || !transmits || core.room.state === "opening") return;
    if (!isAsked && Date.now() - this.#lastTold < pause && this.#lastTold) return;
    this.#lastTold = Date.now();
    this.#send({ room: core.room });
  }

  #hear(data) {
    const message = typeof data === "string" ? JSON.parse(data) : data;
    // A bus may give us back what we said ourselves.
    if (!message || message.signalingId === this.#id) return;
    if (message.room) announce(this.#connection, message.room);
    else if (message.roomGone) roomGone(this.#connection, message.roomGone);
    else if (message.wantsRooms) this.#tellRoom(true);
    else if (message.customMessage) raise(this.#connection, "onCustomMessage", message.message, { userid: message.userid, extra: message.extra, scope: "channel" });
  }
}

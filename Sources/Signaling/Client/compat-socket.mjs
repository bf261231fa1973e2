// SPDX-License-Identifier: Apache-2.0
import { Connection } from "./connection.mjs";
import { broadcastRequests, tellBroadcast } from "./compat-broadcast.mjs";
import { errorText } from "./compat-refusals.mjs";
import { guarded, insideOf, note } from "./compat-state.mjs";
import { joinOptions, openOptions } from "./compat-rooms.mjs";
import { presenceOf, watchChannel } from "./compat-discovery.mjs";
import { ready } from "./compat-core.mjs";
import { token } from "./compat-dialect.mjs";

/** What pages do with a socket of socket.io's client. */
class SocketFacade {
  #handlers = new Map();
  id = token();
  connected = false;
  disconnected = true;

  on(name, handler) {
    this.#handlers.set(name, [...(this.#handlers.get(name) ?? []), handler]);
    if (name === "connect" && this.connected) setTimeout(() => guarded(() => handler()));
    return this;
  }

  once(name, handler) {
    const first = (...details) => {
      this.off(name, first);
      handler(...details);
    };
    return this.on(name, first);
  }

  off(name, handler) {
    const kept = handler ? (this.#handlers.get(name) ?? []).filter((known) => known !== handler) : [];
    this.#handlers.set(name, kept);
    return this;
  }

  removeListener(name, handler) {
    return this.off(name, handler);
  }

  removeAllListeners(name) {
    return this.off(name);
  }

  /** Calls the page's handlers; false if it has none. */
  deliver(name, ...details) {
    const handlers = [...(this.#handlers.get(name) ?? [])];
    for (const handler of handlers) guarded(() => handler(...details));
    return handlers.length > 0;
  }

  become(isConnected) {
    this.connected = isConnected;
    this.disconnected = !isConnected;
    this.deliver(isConnected ? "connect" : "disconnect");
  }
}

/** `connection.socket` of v3 pages: the old server's events, as requests to the relay. */
class ConnectionSocket extends SocketFacade {
  #connection;
  #watches = false;

  constructor(connection) {
    super();
    this.#connection = connection;
  }

  get io() {
    return { engine: { id: this.id } };
  }

  on(name, handler) {
    super.on(name, handler);
    // Custom events come to whoever watches the channel, joined or not.
    if (!this.#watches && !knownEvents.has(name)) {
      this.#watches = true;
      watchChannel(this.#connection).catch(() => {});
    }
    return this;
  }

  emit(name, ...details) {
    const ack = typeof details.at(-1) === "function" ? details.pop() : () => {};
    const work = oldRequests[name] ?? broadcastRequests[name];
    const done = work ? work(this.#connection, ack, ...details) : sendEvent(this.#connection, name, details[0]);
    Promise.resolve(done).catch((error) => {
      note(this.#connection, name, error.message);
      guarded(() => ack(false, errorText(error)));
    });
    return this;
  }

  disconnect() {
    this.#connection.closeSocket();
  }

  close() {
    this.disconnect();
  }
}

const knownEvents = new Set([
  "connect", "disconnect", "error", "user-connected", "user-disconnected", "set-isInitiator-true", "userid-already-taken", "closed-entire-session", "logs",
  "extra-data-updated", "start-broadcasting", "join-broadcaster", "rejoin-broadcast", "broadcast-stopped", "number-of-broadcast-viewers-updated",
]);

async function sendEvent(connection, event, message = null) {
  const core = await ready(connection);
  await core.request("msg.send", { scope: "channel", event, message });
}

/** Requests of the old server by name: what they do, and how they acknowledged. */
const oldRequests = {
  async "check-presence"(connection, ack, sessionid) {
    const { exists, isFull, isPasswordProtected, extra } = await presenceOf(connection, sessionid);
    guarded(() => ack(exists, sessionid, { ...extra, _room: { isFull: !!isFull, isPasswordProtected: !!isPasswordProtected } }));
  },
  "get-public-rooms": (connection, ack, identifier) => connection.getPublicRooms(identifier, ack),
  async "open-room"(connection, ack, { sessionid, session, extra } = {}) {
    const core = await ready(connection);
    await core.open(sessionid, { ...openOptions({ ...connection, session: session ?? connection.session, extra: extra ?? connection.extra }), listed: false });
    guarded(() => ack(true));
  },
  async "join-room"(connection, ack, { sessionid } = {}) {
    const core = await ready(connection);
    await core.join(sessionid, joinOptions(connection));
    guarded(() => ack(true));
  },
  "set-password": (connection, ack, password) => connection.setPassword(password, ack),
  "close-entire-session": (connection, ack) => connection.closeEntireSession(ack),
  "disconnect-with": (connection, ack, userid) => connection.disconnectWith(userid, ack),
  "extra-data-updated"(connection, ack, extra) {
    connection.extra = extra;
    return ready(connection);
  },
  "changed-uuid": (connection, ack, userid) => connection.changeUserId(userid, () => ack(true)),
  "get-remote-user-extra-data": (connection, ack, userid) => void connection.getExtraData(userid, ack),
  // Whoever may ask this may guess passwords.
  "is-valid-password": (connection, ack) => void ack(false, connection.sessionid, "not-allowed"),
  "set-custom-socket-event-listener": () => {},
};

/** What the relay tells, under the old server's names. */
export function tellSocket(connection, core) {
  const facade = () => insideOf(connection).facade;
  core.on("user.joined", ({ userid }) => facade()?.deliver("user-connected", userid));
  core.on("user.left", ({ userid }) => facade()?.deliver("user-disconnected", userid));
  core.on("user.updated", ({ userid, extra }) => extra && facade()?.deliver("extra-data-updated", userid, extra));
  core.on("moderation.shifted", ({ to }) => to === core.userid && facade()?.deliver("set-isInitiator-true", core.room.sessionid));
  core.on("room", ({ change, previous, reason }) => change === "left" && reason === "closed" && facade()?.deliver("closed-entire-session", previous.sessionid, previous.extra));
  core.on("state", (state) => facade()?.become(state === "open"));
  tellBroadcast(core, facade);
}

export const socketMethods = {
  connectSocket(callback) {
    const inside = insideOf(this);
    inside.facade ??= new ConnectionSocket(this);
    this.socket = inside.facade;
    ready(this).then(() => {
      if (!inside.facade.connected) inside.facade.become(true);
      if (callback) guarded(() => callback(inside.facade));
    }, (error) => inside.facade.deliver("error", error.message));
  },

  getSocket(callback) {
    this.connectSocket(callback);
    return this.socket;
  },

  setCustomSocketEvent(name) {
    if (name) this.socketCustomEvent = name;
    this.getSocket();
  },

  /** Other transports are the relay's now. */
  setCustomSocketHandler() {},
};

/** `io()`: a socket in a channel of the relay, whose members hear each other. */
class ChannelSocket extends SocketFacade {
  #core;
  #channel;

  constructor(channel) {
    super();
    this.#channel = channel;
    this.#core = new Connection({ channel: `socket.io ${channel}`, storage: null });
    this.#core.on("msg", ({ event, message }) => this.deliver(event ?? "message", message));
    this.#core.on("state", (state) => state === "reconnecting" && this.become(false));
    this.#core.request("channel.watch").then(() => this.become(true), (error) => this.deliver("error", error.message));
  }

  emit(name, data, ack) {
    if (name === "presence") this.#tellPresence(data);
    else if (name !== "new-channel") this.#core.request("msg.send", { scope: "channel", event: name, message: data ?? null }).catch(() => {});
    if (typeof ack === "function") guarded(ack);
    return this;
  }

  send(data) {
    return this.emit("message", data);
  }

  /** Whether the room of this name is open in the channel of this name, as the demos call them. */
  async #tellPresence(name) {
    const asking = new Connection({ channel: `${name}`, storage: null });
    const { exists } = await asking.request("presence.get", { sessionid: `${name}` }).catch(() => ({ exists: false }));
    await asking.end();
    this.deliver("presence", exists);
  }

  disconnect() {
    this.#core.end();
    this.become(false);
  }

  close() {
    this.disconnect();
  }
}

/** The namespace in an address, wherever its server was: what follows the host. */
function namespaceOf(address = "/") {
  const { pathname, hash } = new URL(address, location.href);
  return (pathname + hash).replace(/^\/+/, "") || "/";
}

export function io(address) {
  return new ChannelSocket(namespaceOf(address));
}
io.connect = io;

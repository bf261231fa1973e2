// SPDX-License-Identifier: Apache-2.0
import { insideOf, note, raise, refused } from "./compat-state.mjs";
import { ready } from "./compat-core.mjs";

/** Watches the channel for rooms, and goes on doing so. */
export async function watchChannel(connection) {
  const inside = insideOf(connection);
  const core = await ready(connection);
  if (inside.discovery) return;
  const { rooms } = await core.request("channel.watch");
  for (const room of rooms ?? []) announce(connection, room);
}

/** What pages know of a room: a description that `join` accepts. */
function describe(connection, room) {
  const extra = room.preview ? { screenshot: new URL(room.preview, insideOf(connection).core.relay).href, ...room.extra } : room.extra;
  return {
    userid: room.userid, sessionid: room.sessionid, extra: extra ?? {}, session: room.session ?? {},
    isRoomFull: room.isFull, isPasswordProtected: room.isPasswordProtected,
    join(as) {
      if (as) connection.join(this, as);
      else connection.join(this);
    },
  };
}

/** A room appeared: `onNewSession` once, or without a handler the first one is joined. */
export function announce(connection, room) {
  const inside = insideOf(connection);
  const known = connection.sessionDescriptions[room.sessionid];
  if (known && known === connection.sessionDescription) return; // Our own, as `open` gave it.
  const description = Object.assign(known ?? {}, describe(connection, room));
  connection.sessionDescriptions[room.sessionid] = description;
  connection.numberOfSessions = Object.keys(connection.sessionDescriptions).length;
  if (inside.announced.has(room.sessionid) || !isOffered(connection, room)) return;
  if (connection.onNewSession) {
    inside.announced.add(room.sessionid);
    raise(connection, "onNewSession", description);
  } else if (inside.joinsByItself) {
    inside.announced.add(room.sessionid);
    connection.join(description);
  }
}

function isOffered(connection, room) {
  const inside = insideOf(connection);
  // A room without a moderator is about to close.
  const isOther = !!room.userid && room.userid !== connection.userid;
  const isWatched = inside.watching && (!inside.watchedRoom || inside.watchedRoom === room.sessionid);
  return isOther && isWatched && connection.isAcceptNewSession && !connection.skipOnNewSession;
}

/** After leaving, the rooms that are there are news again; but who left one isn't led back into it by a page that joins whatever it hears of. */
export async function announceAgain(connection) {
  const inside = insideOf(connection);
  inside.announced.clear();
  if (inside.leftRoom) inside.announced.add(inside.leftRoom);
  if (inside.watching && inside.core) await watchChannel(connection);
}

export function roomUpdated(connection, room) {
  const known = connection.sessionDescriptions[room.sessionid];
  const before = JSON.stringify(known?.extra);
  announce(connection, room);
  const description = connection.sessionDescriptions[room.sessionid];
  const isSeen = known && insideOf(connection).core?.room?.sessionid !== room.sessionid;
  if (isSeen && JSON.stringify(description.extra) !== before) {
    raise(connection, "onExtraDataUpdated", { userid: room.userid, extra: description.extra });
  }
}

export function roomGone(connection, sessionid) {
  const inside = insideOf(connection);
  inside.announced.delete(sessionid);
  if (inside.leftRoom === sessionid) inside.leftRoom = null;
  delete connection.sessionDescriptions[sessionid];
  connection.numberOfSessions = Object.keys(connection.sessionDescriptions).length;
}

export const discoveryMethods = {
  /** Watches the channel; with an id, for that room only. */
  connect(sessionid) {
    const inside = insideOf(this);
    inside.watching = true;
    inside.announced.delete(inside.leftRoom);
    inside.leftRoom = null;
    inside.watchedRoom = sessionid ? `${sessionid}` : null;
    inside.joinsByItself = true;
    if (sessionid) this.sessionid = `${sessionid}`;
    inside.discover(this);
    watchChannel(this).catch(refused(this));
    return this;
  },

  /** This room isn't wanted. */
  donotJoin(sessionid) {
    insideOf(this).announced.add(`${sessionid}`);
    this.isAcceptNewSession = true;
  },

  /** Whether there is a room or a user of this name. */
  checkPresence(sessionid = this.sessionid, callback = () => {}) {
    presenceOf(this, `${sessionid}`).then(
      ({ exists, isFull, isPasswordProtected, extra }) => {
        const details = { ...extra, _room: { isFull: !!isFull, isPasswordProtected: !!isPasswordProtected } };
        raiseTo(callback, exists, `${sessionid}`, details);
      },
      (error) => raiseTo(callback, false, `${sessionid}`, error.message),
    );
  },

  /** Listed rooms, of the page's `publicRoomIdentifier` if it has one. */
  getPublicRooms(identifier, callback) {
    const tell = typeof identifier === "function" ? identifier : callback;
    const wished = typeof identifier === "string" ? identifier : this.publicRoomIdentifier;
    listRooms(this, wished ? { identifier: wished } : {}).then(tell, refused(this));
  },

  getPublicModerators(prefix, callback) {
    const tell = typeof prefix === "function" ? prefix : callback;
    listRooms(this, typeof prefix === "string" ? { prefix } : {}).then(tell, refused(this));
  },
};

export async function presenceOf(connection, sessionid) {
  const core = await ready(connection);
  return core.request("presence.get", { sessionid });
}

function raiseTo(callback, ...answers) {
  raise({ callback }, "callback", ...answers);
}

async function listRooms(connection, filter) {
  const core = await ready(connection);
  const { rooms } = await core.request("room.list", filter);
  if (!rooms) note(connection, "no rooms");
  return (rooms ?? []).map((room) => ({
    ...describe(connection, room), owner: room.userid, participants: [], isRoomFull: room.isFull, maxParticipantsAllowed: room.max,
  }));
}

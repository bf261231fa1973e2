// SPDX-License-Identifier: Apache-2.0
import { bandwidthOf, publishAttached } from "./compat-publish.mjs";
import { captureFor, endLocalStreams, isDataOnly } from "./compat-media.mjs";
import { endCore, isPicture, ready } from "./compat-core.mjs";
import { insideOf, note, raise, raiseState, refused } from "./compat-state.mjs";
import { announceAgain, roomGone } from "./compat-discovery.mjs";
import { endMembership } from "./compat-members.mjs";
import { joinRefused, openRefused } from "./compat-refusals.mjs";
import { LongwaveError } from "./errors.mjs";
import { receiveWish } from "./compat-receiving.mjs";
import { tellPreview } from "./compat-preview.mjs";

/** A session as the relay knows it, with the direction that the page may have set beside it. */
function wireSession({ session, direction }) {
  const kinds = ["audio", "video", "screen", "data", "oneway", "broadcast"].filter((kind) => session?.[kind]);
  const wire = Object.fromEntries(kinds.map((kind) => [kind, session[kind] === "two-way" ? "two-way" : true]));
  if (direction === "one-way") wire.oneway = true;
  if (direction === "one-to-many") wire.broadcast = true;
  return wire;
}

/** v3 counted people, v2 participants beside the owner; the relay counts as v2. */
function capacityOf({ direction, maxParticipantsAllowed }, dialect) {
  if (direction === "one-to-one") return 1;
  return Math.max(1, Number(maxParticipantsAllowed) - (dialect === "v3" ? 1 : 0));
}

/** The room's password, which old pages keep in `extra`. */
export const passwordOf = ({ password, extra }) => password || extra?.password || undefined;

export const knocks = ({ onRequest, onNewParticipant }) => !!(onRequest || onNewParticipant);

export function openOptions(connection, options = {}) {
  const inside = insideOf(connection);
  return {
    session: wireSession(connection), listed: !options.dontTransmit && !inside.discovery, autoClose: !!connection.autoCloseEntireSession,
    max: capacityOf(connection, inside.dialect), password: passwordOf(connection), codecs: connection.codecs,
    identifier: connection.publicRoomIdentifier || undefined, knock: knocks(connection),
  };
}

/** The first half of entering any room: the one before is left, and the relay is there. */
async function prepare(connection, sessionid) {
  const inside = insideOf(connection);
  const { leaves } = inside;
  connection.isAcceptNewSession = inside.joinsByItself = false;
  inside.discover(connection);
  await inside.leaving;
  const core = await ready(connection);
  if (core.room && core.room.sessionid !== sessionid) await core.leave();
  if (leaves !== inside.leaves) throw new LongwaveError("closed", "left before the relay was there");
  receiveWish(connection, core);
  return core;
}

/** Opens the room that `connection.sessionid` names: it is reserved at once, and joined by others when we have captured. */
async function openRoom(connection, options, callback) {
  const { sessionid } = connection;
  insideOf(connection).transmits = !options.dontTransmit;
  const needsMedia = !options.captureUserMediaOnDemand && !connection.dontCaptureUserMedia && !isDataOnly(connection.session);
  const hasPicture = isPicture(connection.extra?.screenshot);
  let core;
  try {
    core = await prepare(connection, sessionid);
    // After a reload we are still in it.
    if (!core.room) await core.open(sessionid, { ...openOptions(connection, options), state: needsMedia || hasPicture ? "opening" : "open" });
  } catch (error) {
    openRefused(connection, error, sessionid, callback);
    return;
  }
  await startOwnedRoom(connection, core, needsMedia);
  insideOf(connection).capturesLater = !!options.captureUserMediaOnDemand;
  if (callback) raise({ callback }, "callback", true, sessionid);
}

/** Captures and publishes what the owner sends, then lets others in. */
async function startOwnedRoom(connection, core, needsMedia) {
  if (needsMedia) await captureFor(connection, connection.session);
  publishAttached(connection);
  insideOf(connection).preview = null;
  await tellPreview(connection, core);
  if (core.room?.state === "opening") await core.request("room.set", { state: "open" }).catch(refused(connection));
  if (Object.keys(bandwidthOf(connection)).length) core.setLimits(bandwidthOf(connection)).catch(() => {});
  raise(connection, "onMediaCaptured");
}

/** What a joiner captures: its own mask, or what the room lets participants send. */
function joinersWish(session, as) {
  if (as) return as.oneway ? {} : as;
  if (!session?.oneway) return session ?? {};
  return Object.fromEntries(["audio", "video", "screen"].filter((kind) => session[kind] === "two-way").map((kind) => [kind, true]));
}

/** Joins a room. If its session is known, we capture before; else after the relay has told. */
async function joinRoom(connection, { sessionid, userid, session }, as, callback) {
  const inside = insideOf(connection);
  connection.sessionid = sessionid;
  if (session && !connection.dontOverrideSession && inside.dialect !== "v3") connection.session = session;
  try {
    if (session) await captureFor(connection, joinersWish({ ...session, ...onlySending(connection) }, as));
    const core = await prepare(connection, sessionid);
    raiseState(connection, "detecting-room-presence", "Checking presence of the room.", userid);
    if (!core.room) await core.join(sessionid, joinOptions(connection, userid, as));
    if (userid && core.room.userid !== userid) note(connection, `room ${sessionid} belongs to ${core.room.userid}, not ${userid}`);
    if (!session) await captureFor(connection, joinersWish({ ...core.room.session, ...onlySending(connection) }, as));
    if (maySend(core, as)) publishAttached(connection);
  } catch (error) {
    joinRefused(connection, error, sessionid, callback);
    return;
  }
  raise(connection, "onMediaCaptured");
  if (callback) raise({ callback }, "callback", true, sessionid);
}

/** A joiner that says one-way of itself sends nothing, whatever the room allows. */
const onlySending = ({ session, direction }) => (session?.oneway || direction === "one-way" ? { oneway: true } : {});

export function joinOptions(connection, userid, as) {
  const { dialect } = insideOf(connection);
  const isViewer = !as && (dialect === "v3" || connection.dontOverrideSession) && wireSession(connection).oneway && !hasTwoWay(connection.session);
  return {
    as: as ? wireSession({ session: as }) : isViewer ? { oneway: true } : undefined,
    password: passwordOf(connection), wait: dialect !== "v3",
    onpending: () => raiseState(connection, "room-not-available", "Waiting for the room to be opened or to let us in.", userid),
  };
}

const hasTwoWay = (session) => Object.values(session ?? {}).includes("two-way");

/** Whether what we captured may be sent here: one-way rooms refuse it from participants. */
export const maySend = ({ room, role }, as) => role !== "viewer" && (role !== "participant" || !room.session.oneway || hasTwoWay(room.session) || !!as);

/** Leaves the room: everything of it ends for the page at once, the relay hears of it meanwhile. */
export function leaveRoom(connection, { closes = false } = {}) {
  const inside = insideOf(connection);
  const { core } = inside;
  inside.leaves += 1;
  inside.joinsByItself = connection.autoRejoin && inside.watching;
  if (!core) return inside.leaving;
  const isClosing = core.isModerator && (closes || connection.autoCloseEntireSession);
  inside.leftRoom = isClosing || connection.autoRejoin ? null : core.room?.sessionid ?? null;
  inside.isLeaving = true;
  // Who doesn't watch the channel isn't told.
  if (isClosing) roomGone(connection, core.room.sessionid);
  const left = isClosing ? core.closeRoom() : core.leave(inside.heir ? { heir: inside.heir } : undefined);
  endMembership(connection, "left");
  endLocalStreams(connection, "left");
  inside.isLeaving = false;
  inside.heir = null;
  connection.isAcceptNewSession = true;
  inside.leaving = left.catch(() => {}).then(() => void announceAgain(connection).catch(() => {}));
  return left;
}

export const roomMethods = {
  open(where, callback) {
    const options = typeof where === "object" && where ? where : { sessionid: where };
    if (callback === false) options.dontTransmit = true; // `open(id, isPublic)` of the v3 beta.
    if (options.extra) this.extra = options.extra;
    if (options.onMediaCaptured) this.onMediaCaptured = options.onMediaCaptured;
    this.sessionid = `${options.sessionid || this.sessionid || this.channel}`;
    this.isInitiator = true;
    this.sessionDescription = { sessionid: this.sessionid, userid: this.userid, session: this.session, extra: this.extra };
    this.sessionDescriptions[this.sessionid] = this.sessionDescription;
    this.numberOfSessions = Object.keys(this.sessionDescriptions).length;
    openRoom(this, options, typeof callback === "function" ? callback : null);
    return this.sessionDescription;
  },

  join(where, how) {
    const { dialect } = insideOf(this);
    const callback = typeof how === "function" ? how : null;
    const as = dialect !== "v3" && how && !callback ? how : null;
    const isName = typeof where !== "object" || !where;
    const description = isName ? this.sessionDescriptions[where] ?? { sessionid: `${where ?? this.sessionid}` } : where;
    if (dialect === "v3") return joinV3(this, description, callback);
    if (!isName && !(description.userid && description.sessionid)) {
      const reason = 'Invalid data passed over "connection.join" method.';
      raiseState(this, "Unexpected data detected.", reason, "browser");
      throw reason;
    }
    joinRoom(this, { ...description, sessionid: `${description.sessionid}` }, as, callback);
    return description;
  },

  openOrJoin(sessionid = this.sessionid, callback = () => {}) {
    this.sessionid = `${sessionid}`;
    openOrJoin(this, callback);
  },

  leave(userid) {
    if (userid && typeof userid !== "object") this.eject(userid);
    else leaveRoom(this).catch(refused(this));
  },

  /** Ends the room for all if it is ours, else leaves it. */
  close() {
    leaveRoom(this, { closes: true }).catch(refused(this));
  },

  closeEntireSession(callback = () => {}) {
    leaveRoom(this, { closes: true }).then(() => raise({ callback }, "callback", true), (error) => raise({ callback }, "callback", false, error.message));
  },

  /** Leaves, and ends the connection to the relay. */
  disconnect() {
    const inside = insideOf(this);
    inside.watching = false;
    leaveRoom(this)?.catch(() => {});
    // What is opened next waits for this.
    inside.leaving = inside.leaving.then(() => endCore(this));
  },

  closeSocket() {
    this.disconnect();
  },

  refresh() {
    if (insideOf(this).core?.room) leaveRoom(this).catch(refused(this));
  },

  rejoin() {
    const { sessionid } = this;
    if (!this.isInitiator) joinRoom(this, { sessionid }, null, null);
  },
};

function joinV3(connection, { sessionid, remoteUserId, userid, session }, callback) {
  const wished = sessionid ?? remoteUserId ?? userid;
  const room = insideOf(connection).broadcasts.get(wished) ?? wished;
  joinRoom(connection, { sessionid: `${room}`, session: session ?? connection.session }, null, callback);
  return { sessionid: room, remoteUserId: room, sender: connection.userid };
}

/** The relay decides in one step whether we open or join. */
export async function openOrJoin(connection, callback, options = {}) {
  const { sessionid } = connection;
  try {
    const core = await prepare(connection, sessionid);
    const all = { ...joinOptions(connection), ...openOptions(connection), ...options };
    const joined = core.room ? { opened: core.isModerator } : await core.openOrJoin(sessionid, all);
    const wish = joined.opened ? connection.session : joinersWish({ ...core.room.session, ...onlySending(connection) });
    await captureFor(connection, wish);
    if (joined.opened || maySend(core)) publishAttached(connection);
    raise(connection, "onMediaCaptured");
  } catch (error) {
    joinRefused(connection, error, sessionid, callback);
    return;
  }
  raise({ callback }, "callback", true, sessionid);
}
